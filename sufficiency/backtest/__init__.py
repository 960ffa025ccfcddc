"""Rolling-origin accuracy of this tool's forecast of plans, and of any other, on any panel of authorities."""
