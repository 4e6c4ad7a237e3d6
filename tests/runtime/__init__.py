"""How a process is wired: settings, keys, codec, sessions, logs, the embedded default."""
