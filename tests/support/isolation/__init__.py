"""Everything that a bot can be made to say in one server, while another has secrets."""
