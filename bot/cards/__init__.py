"""Draw quotes as pictures that can be shared: `service` is the entrance."""
