// Who keeps the answers, in Jupyter's front ends.
import { WORDS } from "../widgets/page/words.js";
import { KernelAnswers } from "./kernel.js";
import { answersIn } from "./recorder.js";

/** Return who keeps the answers of a widget's notebook: the notebook itself, or else the kernel. @param {any} model */
export const answersOf = (model) => answersIn(model, () => new KernelAnswers(WORDS));
