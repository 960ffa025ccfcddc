"""A whole pack made from what DfE and ONS publish."""
