from . import plots as plots
from .home import home as home
from .lesson import ask as ask
from .lesson import hand_in as hand_in
from .lesson import start as start
from .packs.originals import attach as attach
from .plots.explorer import calls_explorer as calls_explorer
from .views.compare import compare as compare
from .views.coverage import coverage_bar as coverage_bar
from .views.reading import article as article
from .views.reading import reading as reading
from .views.tables import cases as cases
from .views.tables import claims as claims
from .views.tables import events as events
from .views.tables import facts as facts
from .views.tables import readouts as readouts
from .views.tables import rows as rows

__version__: str
