//! What is known exactly about queues.
