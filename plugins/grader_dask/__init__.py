"""`--executor dask://HOST:PORT`: jobs judged on the machines of a dask cluster."""
