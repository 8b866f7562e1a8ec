import time
from negotiations.dossier.loading import load
from negotiations.dossier.dumping import dump, content
from negotiations.models import Negotiation
from pathlib import Path
def test_real(db):
    data = Path("/work/main/dossiers/us-japan-2025.yaml").read_bytes()
    t = time.time()
    print(load(data, by=None, reason="x")); print(time.time()-t)
    t = time.time()
    text = dump(Negotiation.objects.get()); print("dump", time.time()-t)
    Path("/tmp/dumped.yaml").write_text(text)
    a, b = content(data), content(text)
    for section in a:
        x, y = a[section], b.get(section, {})
        print(section, len(x), len(y), sorted(x.keys()-y.keys())[:5], sorted(y.keys()-x.keys())[:5], [(k,n,x[k][n],y[k][n]) for k in x if k in y for n in x[k] if x[k][n]!=y[k][n]][:4])
    print(load(text, by=None, reason="x"))
