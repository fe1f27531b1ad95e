"""Which adapter stands behind which port of appointments and their visits; on top of `wiring`, whose parts it shares."""
