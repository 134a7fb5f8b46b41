"""Writes a graph and a crew as the installed packages themselves have them, for tests/import/run.

A crew's YAML is written by hand, as its users do, and read by crewai itself, so that what it takes is what is imported.
"""

import json
import os
import sys
from pathlib import Path

os.environ.setdefault("CREWAI_DISABLE_TELEMETRY", "true")
os.environ.setdefault("OTEL_SDK_DISABLED", "true")
os.environ.setdefault("OPENAI_API_KEY", "none")

out = Path(sys.argv[1])
out.mkdir(parents=True, exist_ok=True)

AGENTS = """\
researcher:
  role: >
    Senior {topic} researcher
  goal: >
    Find out what is new in {topic}
  backstory: >
    You find what matters, and say it briefly.
  llm: openai/gpt-4o-mini
  max_iter: 5
fact_checker:
  role: Fact-checker
  goal: Find what is wrong
  backstory: You trust nobody.
  llm: openai/gpt-4o-mini
writer:
  role: Writer
  goal: Write it
  backstory: You write plainly.
  llm: openai/gpt-4o-mini
  allow_delegation: false
"""

TASKS = """\
# The tasks of the crew.
research:
  description: Look into {topic}.
  expected_output: Ten points.
  agent: researcher
  async_execution: true
numbers:
  description: Look for numbers on {topic}.
  expected_output: Five numbers.
  agent: researcher
  async_execution: true
check:
  description: Check the points and the numbers.
  expected_output: What is wrong.
  agent: fact_checker
  context: [research, numbers]
write:
  description: Write a page.
  expected_output: A page.
  agent: writer
  context:
    - research
    - check
  human_input: true   # the editor reads it
"""


def crew():
    import crewai
    from crewai import Agent, Crew, Process, Task
    from crewai.project import CrewBase, agent, crew as crew_of, task

    folder = out / "crewai"
    (folder / "config").mkdir(parents=True, exist_ok=True)
    (folder / "config" / "agents.yaml").write_text(AGENTS)
    (folder / "config" / "tasks.yaml").write_text(TASKS)
    # The package finds the files beside the module of the class.
    module = folder / "team.py"
    module.write_text(
        "from crewai import Agent, Crew, Process, Task\n"
        "from crewai.project import CrewBase, agent, crew, task\n\n\n"
        "@CrewBase\nclass Team:\n"
        "    agents_config = 'config/agents.yaml'\n    tasks_config = 'config/tasks.yaml'\n\n"
        + "".join(f"    @agent\n    def {name}(self):\n        return Agent(config=self.agents_config['{name}'])\n\n" for name in ("researcher", "fact_checker", "writer"))
        + "".join(f"    @task\n    def {name}(self):\n        return Task(config=self.tasks_config['{name}'])\n\n" for name in ("research", "numbers", "check", "write"))
        + "    @crew\n    def crew(self):\n        return Crew(agents=self.agents, tasks=self.tasks, process=Process.sequential)\n"
    )
    sys.path.insert(0, str(folder))
    import team

    made = team.Team().crew()
    seen = [
        {
            "task": task.name,
            "agent": task.agent.role.strip(),
            "human_input": bool(task.human_input),
            "async": bool(task.async_execution),
            "context": [other.name for other in task.context] if isinstance(task.context, list) else [],
        }
        for task in made.tasks
    ]
    (folder / "seen.json").write_text(json.dumps(seen, indent=1))
    fields = {"agent": sorted(Agent.model_fields), "task": sorted(Task.model_fields)}
    from crewai.project.crew_base import AgentConfig, TaskConfig

    fields["agent"] = sorted(set(fields["agent"]) | set(AgentConfig.__annotations__))
    fields["task"] = sorted(set(fields["task"]) | set(TaskConfig.__annotations__))
    (folder / "fields.json").write_text(json.dumps(fields))
    (folder / "version").write_text(crewai.__version__)


def graph():
    from typing import TypedDict

    from importlib.metadata import version
    from langgraph.checkpoint.memory import MemorySaver
    from langgraph.graph import END, START, StateGraph

    class State(TypedDict):
        text: str

    def step(state):
        return state

    builder = StateGraph(State)
    for name in ("plan", "search", "read", "write", "review", "send"):
        builder.add_node(name, step)
    builder.add_edge(START, "plan")
    builder.add_edge("plan", "search")
    builder.add_edge("plan", "read")
    builder.add_edge(["search", "read"], "write")
    builder.add_edge("write", "review")
    builder.add_conditional_edges("review", lambda state: "send", {"again": "write", "send": "send", "stop": END})
    builder.add_edge("send", END)
    folder = out / "langgraph"
    folder.mkdir(parents=True, exist_ok=True)
    compiled = builder.compile(checkpointer=MemorySaver(), interrupt_before=["send"], interrupt_after=["write"])
    (folder / "graph.json").write_text(json.dumps(compiled.get_graph().to_json(), indent=2))
    (folder / "version").write_text(version("langgraph"))
    # The exported line is run against the real builder by tests/import/run.
    return builder


def compile_with(line):
    from langgraph.checkpoint.memory import MemorySaver

    builder, checkpointer = graph(), MemorySaver()
    scope = {"builder": builder, "checkpointer": checkpointer}
    exec(line, scope)
    compiled = scope["graph"]
    print(json.dumps({"before": sorted(compiled.interrupt_before_nodes), "after": sorted(compiled.interrupt_after_nodes)}))


def crew_with(tasks):
    folder = out / "crewai"
    (folder / "config" / "tasks.yaml").write_bytes(Path(tasks).read_bytes())
    sys.path.insert(0, str(folder))
    import team

    print(json.dumps({task.name: bool(task.human_input) for task in team.Team().crew().tasks}))


if len(sys.argv) == 2:
    crew()
    graph()
elif sys.argv[2] == "compile":
    compile_with(Path(sys.argv[3]).read_text())
else:
    crew_with(sys.argv[3])
