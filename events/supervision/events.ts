import { CaseClosed, CaseFiled } from '#/supervision/case.ts'
import { CoercionImposed, CoercionLifted, OtherActionTaken } from '#/supervision/coercion.ts'
import {
  InspectionConducted,
  InspectionConductedV1,
  InspectionPlanned,
  ViolationFound,
  ViolationFoundV1,
} from '#/supervision/inspection.ts'
import { DecisionPublished, PenaltyDecided } from '#/supervision/penalty.ts'
import { ProcedureStepCompleted, ProcedureStepOpened } from '#/supervision/procedure-step.ts'
import {
  RectificationChecked,
  RectificationCheckedV1,
  RectificationOrdered,
} from '#/supervision/rectification.ts'

/** What departments do to the subjects they watch, in the order in which a matter usually runs. */
export const supervisionEvents = [
  InspectionPlanned,
  InspectionConductedV1,
  InspectionConducted,
  ViolationFoundV1,
  ViolationFound,
  RectificationOrdered,
  RectificationCheckedV1,
  RectificationChecked,
  CaseFiled,
  PenaltyDecided,
  DecisionPublished,
  CaseClosed,
  CoercionImposed,
  CoercionLifted,
  OtherActionTaken,
  ProcedureStepOpened,
  ProcedureStepCompleted,
] as const
