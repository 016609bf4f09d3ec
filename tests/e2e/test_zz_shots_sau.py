from datetime import timedelta, time
from gps.domain.grounds import Service, Severity, Side
from gps.accounts.models import OpeningHours
from tests.e2e.conftest import *
from tests.outages.crisis import *
from tests.documents.register import issue
from tests.world import NOW

def test_shots(world, browse):
    ungrounded(world)
    OpeningHours.objects.create(office=world.bordeaux, weekday=4, opens_at=time(8,30), closes_at=time(12))
    OpeningHours.objects.create(office=world.bordeaux, weekday=4, opens_at=time(14), closes_at=time(19))
    [o] = black(world, expected_end_at=NOW+3*HOUR, now=NOW-HOUR, message_en="Use the fallback procedure.")
    change(world, o, now=NOW-30*MINUTE, message="GAMM@ DTI ne répond plus. Utilisez la procédure de secours.", severity=Severity.RED)
    provider_down(world)
    operator_down(world, world.client, side=Side.PROVIDER)
    operator_down(world, world.strange)
    alert(world, Service.MAREVA, Severity.NOTICE, starts_at=NOW+24*HOUR, planned=True)
    end(world, alert(world, Service.GAMMA_EDI, now=NOW-10*HOUR), now=NOW-9*HOUR)
    issue(world); issue(world, identity="B")
    ask(world, "distiller", "FR009740E0007")
    for w in (1280, 320):
        p = browse("national", width=w)
        for name, path in [("desk","/sau/?appelant=garonne"),("none","/sau/?appelant=zzz"),("caller","/sau/appelant/FR004455E0002/"),("shipper","/sau/appelant/FR007328E0001/"),("rum","/sau/appelant/FR009740E0007/"),("alert","/sau/pannes/nouvelle/"),("prov","/sau/prestataires/nouvelle/"),("inc","/sau/appelant/FR004455E0002/incident/"),("outage",f"/sau/pannes/{o.identifier}/"),("change",f"/sau/pannes/{o.identifier}/modifier/"),("cancel",f"/sau/pannes/{o.identifier}/annuler/"),("end",f"/sau/pannes/{o.identifier}/terminer/")]:
            p.goto(path)
            if name in ("alert","cancel","inc"):
                p.locator("main form[method=post] button[type=submit]").first.click()
                p.wait_for_timeout(300)
            p.screenshot(path=f"/tmp/shots/{name}-{w}.png", full_page=True)
