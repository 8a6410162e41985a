"""Pictures of convolution arithmetic and charts of measured figures, as SVG."""
