"""The assistant's actions: thin, over the support policy and the desk's internal API."""
