//! The keys of CrewAI's agents.yaml and tasks.yaml, and what becomes of them.
//!
//! They are the fields of `AgentConfig`, `TaskConfig`, `Agent` and `Task` of crewai 1.15 that a file can set. A test group of its own holds them
//! against the installed package.

/// Keys of an agent.
pub(super) const AGENT: &[&str] = &[
    "role",
    "goal",
    "backstory",
    "llm",
    "function_calling_llm",
    "tools",
    "allow_delegation",
    "max_iter",
    "max_rpm",
    "max_tokens",
    "max_execution_time",
    "max_retry_limit",
    "verbose",
    "cache",
    "cache_handler",
    "callbacks",
    "step_callback",
    "use_system_prompt",
    "system_template",
    "prompt_template",
    "response_template",
    "allow_code_execution",
    "code_execution_mode",
    "respect_context_window",
    "use_better_compaction",
    "multimodal",
    "reasoning",
    "max_reasoning_attempts",
    "planning",
    "planning_config",
    "knowledge",
    "knowledge_sources",
    "knowledge_storage",
    "knowledge_config",
    "embedder",
    "agent_knowledge_context",
    "crew_knowledge_context",
    "knowledge_search_query",
    "inject_date",
    "date_format",
    "from_repository",
    "guardrail",
    "guardrail_max_retries",
    "memory",
    "skills",
    "apps",
    "mcps",
    "a2a",
    "tool_failure_policy",
    "security_config",
    "checkpoint",
    "config",
    "agent_executor",
    "executor_class",
    "i18n",
    "entity_type",
    "tools_handler",
    "tools_results",
    "execution_context",
    "checkpoint_kickoff_event_id",
    "adapted_agent",
    "crew",
    "id",
];

/// Keys of a task.
pub(super) const TASK: &[&str] = &[
    "name",
    "description",
    "expected_output",
    "agent",
    "context",
    "tools",
    "callback",
    "callbacks",
    "output_json",
    "output_pydantic",
    "response_model",
    "output_file",
    "create_directory",
    "async_execution",
    "human_input",
    "markdown",
    "guardrail",
    "guardrails",
    "guardrail_max_retries",
    "max_retries",
    "allow_crewai_trigger_context",
    "config",
    "converter_cls",
    "input_files",
    "security_config",
    "tool_failure_policy",
    "prompt_context",
    "processed_by_agents",
    "retry_count",
    "used_tools",
    "tools_errors",
    "delegations",
    "output",
    "start_time",
    "end_time",
    "checkpoint_original_description",
    "checkpoint_original_expected_output",
    "id",
];

/// Why a key that is known has no place in a team file; nothing for those that are read.
pub(super) fn why(key: &str) -> Option<&'static str> {
    Some(match key {
        "role" | "llm" | "agent" | "context" | "async_execution" | "human_input" | "output_json" | "output_pydantic" | "response_model" => {
            return None;
        }
        "goal" | "backstory" | "description" | "expected_output" | "name" | "prompt_context" => "words that the model alone reads",
        "allow_delegation" => "who hands work to whom on the way is decided by the model; draw it as steps of the flow if it matters",
        "max_iter" | "max_execution_time" | "max_retry_limit" | "max_retries" | "guardrail_max_retries" | "max_rpm" | "max_tokens" => {
            "a bound, where a team file has what usually happens: see `minutes`"
        }
        "guardrail" | "guardrails" => "a check by code; write it as a gate, or lower `wrong`",
        "tools" | "function_calling_llm" | "apps" | "mcps" | "a2a" | "skills" | "allow_code_execution" | "code_execution_mode" => {
            "what the agent works with; it shows in `minutes` and `wrong`"
        }
        "memory"
        | "knowledge"
        | "knowledge_sources"
        | "knowledge_storage"
        | "knowledge_config"
        | "embedder"
        | "reasoning"
        | "planning"
        | "planning_config"
        | "max_reasoning_attempts" => "how the agent thinks; it shows in `minutes` and `wrong`",
        _ => "nothing that a team file has a place for",
    })
}
