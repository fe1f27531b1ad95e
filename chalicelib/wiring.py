"""Which adapter stands behind which port: the only file that knows both. Everything is made at first use."""
