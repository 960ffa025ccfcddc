"""The maps of a run as one GeoPackage that QGIS opens styled: layers, styles, and how the file is written."""
