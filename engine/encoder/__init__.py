"""The sentence encoder: published weights in, an ONNX file with vectors that can be compared out.

`source` finds and verifies the weights, `export` turns them into ONNX, `build` puts the result
under `models/encoder/<version>/`, `runtime` encodes texts with it and needs no TensorFlow.
"""
