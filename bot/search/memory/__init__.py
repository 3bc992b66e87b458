"""The parts of the index that are kept in memory, one set per partition."""
