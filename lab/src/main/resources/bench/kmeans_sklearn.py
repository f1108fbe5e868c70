"""scikit-learn's KMeans on a file of points (little-endian doubles, three a row).

usage: kmeans_sklearn.py FILE fixed|one|ten FITS
Prints "fit SECONDS ITERATIONS" for each fit, then "centers ..." and "peak MIB".
"""
import resource
import sys
import time

import numpy as np
from sklearn.cluster import KMeans

path, mode, fits = sys.argv[1], sys.argv[2], int(sys.argv[3])
points = np.fromfile(path, "<f8").reshape(-1, 3)
start = np.fromfile(path + ".centers", "<f8").reshape(-1, 3)
settings = {
    "fixed": {"init": start, "n_init": 1, "max_iter": 20, "tol": 0.0},
    "one": {"n_init": 1, "random_state": 42},
    "ten": {"n_init": 10, "random_state": 42},
}[mode]
KMeans(n_clusters=5, **settings).fit(points[:100_000])
for _ in range(fits):
    model = KMeans(n_clusters=5, **settings)
    before = time.perf_counter()
    model.fit(points)
    print("fit", time.perf_counter() - before, model.n_iter_)
print("centers", *model.cluster_centers_.ravel().tolist())
print("peak", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
