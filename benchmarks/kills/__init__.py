"""Kill a process at any instant of what it does, and look at what is left."""
