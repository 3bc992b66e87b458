"""A test of whether every daily highlight is posted exactly once, despite faults and kills."""
