import SisyphusUnix

// Top-level code, because an async main would start threads before the first fork.
Entry.run(ProcessTitle.words)
