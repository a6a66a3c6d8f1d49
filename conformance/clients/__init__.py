"""Other programs on the documents: validators and generated clients."""
