"""What runs a model: the formats of its folder, and the arithmetic, with numpy alone."""
