"""What others make of the documents: validators and generated clients."""
