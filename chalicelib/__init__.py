"""The product: one folder per subject (docs/architecture.md)."""

import gc

# Imported objects stay, so collecting garbage during the imports only lengthens a cold start.
gc.set_threshold(50_000)
