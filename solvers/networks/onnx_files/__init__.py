"""Networks in ONNX files: their graph without their weights."""
