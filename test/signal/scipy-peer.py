"""The same analyses by SciPy, written apart: reads one JSON object of records from standard input, writes results."""
import json
import sys

import numpy as np
from scipy import signal

given = json.load(sys.stdin)
x = np.array(given["x"])
y = np.array(given["y"])
rate, size, hop = given["rate"], given["segment"], given["hop"]
options = {"fs": rate, "window": "hann", "nperseg": size, "noverlap": size - hop, "detrend": "constant"}
windows = {
    "hann": "hann",
    "hamming": "hamming",
    "blackman-harris": "blackmanharris",
    "flat-top": "flattop",
    "kaiser": ("kaiser", given["beta"]),
}
centred = [record - record.mean() for record in (x, y)]
lags = given["lags"]
crossed = signal.correlate(centred[1], centred[0]) / (len(x) * x.std() * y.std())
middle = len(x) - 1
points = given["zoom"]["points"]
start, step = given["zoom"]["start"], given["zoom"]["step"]
zoomed = signal.czt(x, points, w=np.exp(-2j * np.pi * step / rate), a=np.exp(2j * np.pi * start / rate))
cross = signal.csd(x, y, **options)[1]
json.dump(
    {
        "windows": {name: signal.get_window(shape, size, fftbins=True).tolist() for name, shape in windows.items()},
        "density": signal.welch(x, **options)[1].tolist(),
        "coherence": signal.coherence(x, y, **options)[1].tolist(),
        "crossPhase": np.angle(cross).tolist(),
        "correlation": crossed[middle - lags : middle + lags + 1].tolist(),
        "zoom": np.column_stack([zoomed.real, zoomed.imag]).ravel().tolist(),
        "line": signal.detrend(x).tolist(),
    },
    sys.stdout,
)
