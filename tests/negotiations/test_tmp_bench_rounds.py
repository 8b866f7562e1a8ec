import time, random
from datetime import date, timedelta
from django.utils import timezone
from negotiations.models import *
from tests import build
from django.db import connection

def test_bench(desk):
    n = build.negotiation(key="big")
    ps = [build.party(negotiation=n, place=i, economy=build.economy()) for i in (1,2)]
    issues = [build.issue(negotiation=n) for _ in range(100)]
    src = build.source()
    R=200
    day0=date(2015,1,1); now=timezone.now()
    rounds=Round.objects.bulk_create([Round(key=f"r{i}",negotiation=n,number=i+1,starts_on=day0+timedelta(days=15*i),ends_on=day0+timedelta(days=15*i+1),published_at=now,known_on=day0) for i in range(R)])
    occs=Occasion.objects.bulk_create([Occasion(key=f"o{i}-{j}",negotiation=n,round=r,title="S",held_on=r.starts_on,published_at=now,known_on=day0) for i,r in enumerate(rounds) for j in range(3)])
    offs=[build.official() for _ in range(20)]
    for o in offs: build.appointment(official=o, economy=ps[0].economy, starts_on=date(2010,1,1))
    Attendance.objects.bulk_create([Attendance(key=f"a{o.pk}-{f.pk}",occasion=o,official=f,published_at=now,known_on=day0) for o in occs for f in offs[:8]])
    Discussion.objects.bulk_create([Discussion(key=f"d{o.pk}-{i.pk}",occasion=o,issue=i,published_at=now,known_on=day0) for o in occs for i in issues[:10]])
    pos=Position.objects.bulk_create([Position(key=f"p{k}",issue=issues[k%100],party=ps[k%2],occasion=occs[(k*7)%len(occs)],stance="asks",words="Wants it gone",starts_on=occs[(k*7)%len(occs)].held_on, ends_on=(occs[(k*7)%len(occs)].held_on+timedelta(days=20) if k%50 else None),published_at=now,known_on=day0) for k in range(100_000)], batch_size=5000)
    Citation.objects.bulk_create([Citation(key=f"c{p.pk}",source=src,position=p,attribution="document",credibility=2) for p in pos], batch_size=5000)
    with connection.cursor() as c: c.execute("ANALYZE")
    def t(path):
        best=9e9
        for _ in range(5):
            a=time.perf_counter(); r=desk.get(path); b=time.perf_counter()-a; best=min(best,b)
        print(path, r.status_code, len(r.content), f"{best*1000:.0f} ms")
        return r
    t("/theme/"); t("/officials/?x"); t("/negotiations/big/rounds/"); r=t("/negotiations/big/rounds/150/"); print(r.context["file"].tabled, len(r.context["file"].rows), r.context["file"].cut)
    t(f"/negotiations/big/occasions/{occs[400].key}/")
    from django.test.utils import CaptureQueriesContext
    with CaptureQueriesContext(connection) as ctx: desk.get("/negotiations/big/rounds/150/")
    for q in sorted(ctx.captured_queries,key=lambda q:-float(q["time"]))[:4]: print(q["time"], q["sql"][:300])
    with CaptureQueriesContext(connection) as ctx: desk.get("/negotiations/big/rounds/")
    for q in sorted(ctx.captured_queries,key=lambda q:-float(q["time"]))[:3]: print(q["time"], q["sql"][:300])
