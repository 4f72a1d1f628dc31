"""The processes of a running system: engine, actions and desk, and what starts and watches them."""
