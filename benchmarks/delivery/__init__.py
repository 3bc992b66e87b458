"""Whether every daily highlight is posted once, whatever fails and whoever is killed."""
