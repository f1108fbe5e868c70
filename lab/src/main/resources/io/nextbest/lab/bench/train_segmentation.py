"""The training of the older segmentation service with pandas and scikit-learn: workbook in, four files out.

    python3 train_segmentation.py WORKBOOK OUT
"""
import json
import sys
from pathlib import Path

import joblib
import pandas as pd
from sklearn.cluster import KMeans
from sklearn.preprocessing import StandardScaler

FIGURES = ["Recency", "Frequency", "Monetary"]


def main(workbook, out):
    raw = pd.read_excel(workbook)
    rows = raw.dropna(subset=["CustomerID"])
    rows = rows[(rows["Quantity"] > 0) & (rows["UnitPrice"] > 0)].copy()
    rows["CustomerID"] = rows["CustomerID"].astype(int)
    rows["InvoiceDate"] = pd.to_datetime(rows["InvoiceDate"])
    rows["Total"] = rows["Quantity"] * rows["UnitPrice"]
    reference = rows["InvoiceDate"].max() + pd.Timedelta(days=1)
    table = rows.groupby("CustomerID").agg(
        Recency=("InvoiceDate", lambda dates: (reference - dates.max()).days),
        Frequency=("InvoiceNo", "nunique"),
        Monetary=("Total", "sum"),
    )
    scaler = StandardScaler()
    points = scaler.fit_transform(table[FIGURES].to_numpy(float))
    model = KMeans(n_clusters=5, n_init=10, random_state=42).fit(points)
    stats = table.groupby(model.labels_).agg(["mean", "median", "min", "max"])
    stats.columns = ["_".join(column) for column in stats.columns]

    folder = Path(out)
    folder.mkdir(parents=True, exist_ok=True)
    joblib.dump(model, folder / "kmeans_model.pkl")
    joblib.dump(scaler, folder / "scaler.pkl")
    profiles = {
        str(cluster): {**{key: float(value) for key, value in row.items()}, "segment_name": f"Segment {cluster}"}
        for cluster, row in stats.iterrows()
    }
    (folder / "segment_profiles.json").write_text(json.dumps(profiles, indent=2))
    table.to_csv(folder / "rfm_table.csv")
    print(json.dumps({"rows": len(raw), "kept": len(rows), "customers": len(table), "inertia": model.inertia_}))


if __name__ == "__main__":
    main(*sys.argv[1:])
