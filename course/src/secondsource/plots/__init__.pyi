from ._calibration import calibration as calibration
from ._durations import durations as durations
from ._overlap import overlap as overlap
from ._provenance import provenance as provenance
from ._rates import base_rate as base_rate
from ._sensitivity import sensitivity as sensitivity
from ._timeline import timeline as timeline
