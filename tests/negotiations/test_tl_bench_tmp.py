import time, statistics, random
from datetime import date, timedelta, datetime, UTC
import pytest
from django.db import connection, reset_queries
from django.test.utils import CaptureQueriesContext
from tests import build
def sql(q, *a):
    with connection.cursor() as c:
        c.execute(q, a)
        return c.fetchall() if c.description else None
@pytest.mark.django_db
def test_bench(client, analyst):
    client.force_login(analyst)
    neg = build.negotiation(key="big"); us, jp = [build.party(negotiation=neg, key=k) for k in ("pa","pb")]
    m = build.measure(economy=us.economy); r = [build.rate(measure=m, starts_on=date(2025,1,1)+timedelta(i*20)) for i in range(4)]
    build.effect(rate=r[0], starts_on=date(2025,2,1), ends_on=date(2025,3,1))
    issues = [build.issue(negotiation=neg, measure=m if i==0 else None) for i in range(150)]
    other = build.negotiation(); op = build.party(negotiation=other); oi = [build.issue(negotiation=other) for i in range(300)]
    seed = build.position(issue=issues[0], party=us)
    src = [build.source() for _ in range(40)]
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    for t in ("negotiations_position","negotiations_historicalposition","negotiations_citation","negotiations_historicalcitation"):
        sql(f"ALTER TABLE {t} DISABLE TRIGGER USER")
    for n,(iss,ps,count) in enumerate([(issues,(us,jp),10000),(oi,(op,),90000)]):
        ids = [i.pk for i in iss]; pids=[p.pk for p in ps]
        cols="starts_on,ends_on,known_on,published_at,rank,rank_reason,stance,words,unit,sense,condition,ending"
        sql(f"""INSERT INTO negotiations_position (key,issue_id,party_id,{cols})
          SELECT 'b{n}-'||g, (%s::int[])[1+g%%{len(ids)}], (%s::int[])[1+(g/7)%%{len(pids)}], DATE '2025-01-01' + (g*37%%400), CASE WHEN g%%3=0 THEN DATE '2025-01-01' + (g*37%%400)+ 30 END, DATE '2025-01-01', now(), 'normal','', (ARRAY['asks','offers','refuses','argues'])[1+g%%4], 'Position number '||g||' with some more words here','','','',''
          FROM generate_series(1,{count}) g""", ids, pids)
    hc=[r[0] for r in sql("SELECT column_name FROM information_schema.columns WHERE table_name='negotiations_position'")]
    hc=[c for c in hc]
    for k in range(10):
        sql(f"INSERT INTO negotiations_historicalposition ({','.join(hc)},history_date,history_type) SELECT {','.join(hc)}, now()-interval '{20-k} days', '{'+' if k==0 else '~'}' FROM negotiations_position WHERE key LIKE 'b%'")
    ccols=[r[0] for r in sql("SELECT column_name FROM information_schema.columns WHERE table_name='negotiations_citation'")]
    sql("""INSERT INTO negotiations_citation (key,source_id,position_id,quotation,quotation_language,translation,attribution,attributed_to,credibility,note)
       SELECT 'c-'||p.id||'-'||k, (%s::int[])[1+(p.id+k)%%40], p.id,'','','','document','',2,'' FROM negotiations_position p, generate_series(1,2) k WHERE p.key LIKE 'b%%'""", [s.pk for s in src])
    sql("INSERT INTO negotiations_historicalcitation ("+",".join(ccols)+",history_date,history_type) SELECT "+",".join(ccols)+", now()-interval '9 days','+' FROM negotiations_citation WHERE key LIKE 'c-%'")
    sql("ANALYZE")
    rec = (datetime.now(UTC)-timedelta(days=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    def t(path, n=7, **h):
        client.get(path, headers=h); ts=[]
        for _ in range(n):
            a=time.perf_counter(); resp=client.get(path, headers=h); ts.append(time.perf_counter()-a)
        with CaptureQueriesContext(connection) as q: client.get(path, headers=h)
        slow=sorted(q.captured_queries, key=lambda x:-float(x['time']))[:3]
        print(f"{statistics.median(ts)*1000:7.1f} ms {len(q):3d} q {resp.status_code} {resp.text.count('class=\"mark ')} marks {len(resp.content)//1024}kB {path[:110]} slow {[ (s['time'], s['sql'][:60]) for s in slow]}")
        return q
    t("/health/")
    t("/changes/"); t("/officials/")
    base="/negotiations/big/timeline/?on=2026-03-01&known=2026-03-01"
    t(base); t(base+"&from=2026-01-01&to=2026-03-01"); t(base+f"&issue={issues[3].key}"); t(base+f"&issue={issues[3].key}&stance=asks");  t(base+"&party=pa&stance=asks&stance=offers")
    t(base+"&on=2025-02-01")
    t(base+f"&recorded={rec}", n=3); t(base+f"&recorded={rec}&party=pa&stance=asks&from=2026-02-01", n=3)
    t(base, **{"HX-Request":"true"})
