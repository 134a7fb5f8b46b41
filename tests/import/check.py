"""Imports what the packages write, runs it, and gives the recommendation back to them."""

import json
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

here = Path(__file__).parent
program = str(Path(sys.argv[1]).resolve())
work = Path(tempfile.mkdtemp(prefix="foretaste-import-"))
ANSWERS = (
    "--currency EUR --cost-wrong 200,500,1500 --cost-stopped 5 --harm-an-hour 0 --reversible true --per-day 10".split()
)


def run(*words, code=0):
    done = subprocess.run([program, *map(str, words)], capture_output=True, text=True, cwd=work)
    assert done.returncode == code, f"{words} ended with {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done


def emit(*words):
    done = subprocess.run([sys.executable, str(here / "emit.py"), str(work), *map(str, words)], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.strip().splitlines()[-1] if done.stdout.strip() else ""


def recommended(team):
    """Runs the team; gives where each agent should stand."""
    run("autonomy", team, "--budget", "120", "--replicates", "8", "--out", work / "run", "--root", work, "--quiet", "--force")
    result = json.loads((work / "run" / "result.json").read_text())
    assert set(result["settings"][i]["name"] for i in range(4)) == {
        "as given", "all in the loop", "all on the loop", "all out of the loop"
    }
    assert (work / "run" / "roll-out.md").read_text().startswith("# Roll-out")
    return result["recommended"]["agents"]


def names(steps):
    for step in steps:
        if isinstance(step, str):
            yield step
        elif isinstance(step, dict):
            if "agent" in step:
                yield step["agent"]
            for inside in step.get("together", []):
                yield from names(inside if isinstance(inside, list) else [inside])
            for way in step.get("either", []):
                yield from names(way["steps"])
            yield from names(step.get("otherwise", []))


def crewai():
    emit()
    folder = work / "crewai" / "config"
    said = run("import", "crewai", folder / "agents.yaml", folder / "tasks.yaml", "--out", work / "team", *ANSWERS).stdout
    assert "`goal`" in said and "`backstory`" in said and "`max_iter`" in said and "does 2 tasks" in said, said
    team = tomllib.loads((work / "team" / "team.toml").read_text())
    seen = json.loads((work / "crewai" / "seen.json").read_text())
    tasks = team["origin"]["agents"]
    by_task = {task: agent for agent, task in tasks.items()}
    # Every task that crewai sees is an agent, in crewai's order, and waits for a person where crewai asks one.
    order = [tasks[name] for name in names(team["flow"]["steps"])]
    assert order == [one["task"] for one in seen], order
    for one in seen:
        agent = next(a for a in team["agents"] if a["name"] == by_task[one["task"]])
        assert agent["role"] == one["agent"] and agent["model"] == "openai/gpt-4o-mini", agent
        assert agent["autonomy"] == ("in the loop" if one["human_input"] else "out of the loop"), agent
    beside = [step for step in team["flow"]["steps"] if isinstance(step, dict) and "together" in step]
    assert [len(group["together"]) for group in beside] == [2], beside
    (work / "tasks-before.yaml").write_bytes((folder / "tasks.yaml").read_bytes())
    stands = recommended(work / "team" / "team.toml")
    patched = work / "run" / "tasks.yaml"
    after = json.loads(emit("crew", patched))
    assert after == {task: stands[agent] == "in the loop" for task, agent in by_task.items()}, (after, stands)
    # All else is byte for byte as it was.
    def other(path):
        return [line for line in path.read_bytes().splitlines() if b"human_input" not in line]

    assert other(patched) == other(work / "tasks-before.yaml")


def crewai_keys():
    emit()
    fields = json.loads((work / "crewai" / "fields.json").read_text())
    values = {"agent": "a", "context": "[]", "async_execution": "false", "human_input": "false"}
    agents = "a:\n" + "".join(f"  {key}: {values.get(key, 'x') if key != 'agent' else 'x'}\n" for key in fields["agent"])
    tasks = "t:\n" + "".join(f"  {key}: {values.get(key, 'x')}\n" for key in fields["task"])
    (work / "agents.yaml").write_text(agents)
    (work / "tasks.yaml").write_text(tasks)
    run("import", "crewai", work / "agents.yaml", work / "tasks.yaml", "--out", work / "keys", *ANSWERS)


def langgraph():
    emit()
    graph = work / "langgraph" / "graph.json"
    run("import", "langgraph", graph, "--out", work / "team", *ANSWERS)
    team = tomllib.loads((work / "team" / "team.toml").read_text())
    stands = {agent["name"]: agent["autonomy"] for agent in team["agents"]}
    assert stands == {
        "plan": "out of the loop", "search": "out of the loop", "read": "out of the loop", "write": "in the loop",
        "review": "out of the loop", "send": "in the loop",
    }, stands
    assert team["origin"]["before"] == ["send"]
    assert sorted(names(team["flow"]["steps"])) == sorted(stands)
    stands = recommended(work / "team" / "team.toml")
    compiled = json.loads(emit("compile", work / "run" / "interrupts.py"))
    waits = sorted(agent for agent, place in stands.items() if place == "in the loop")
    assert sorted(compiled["before"] + compiled["after"]) == waits, (compiled, stands)
    assert compiled["before"] == [name for name in waits if name == "send"], compiled
    written = json.loads((work / "run" / "interrupts.json").read_text())
    assert {key: sorted(value) for key, value in written.items()} == {
        "interrupt_before": compiled["before"], "interrupt_after": compiled["after"]
    }


{"crewai": crewai, "crewai_keys": crewai_keys, "langgraph": langgraph}[sys.argv[2]]()
print(f"{sys.argv[2]}: as it should be")
