export type ClientOptions = {
    baseUrl: `${string}://${string}` | (string & {});
};
export type ProblemReason = {
    /**
     * Stable; branch on this
     */
    code: string;
    /**
     * Where in the request
     */
    path: string;
    message: string;
};
/**
 * What went wrong (RFC 9457)
 */
export type Problem = {
    /**
     * Names the kind of problem
     */
    type: string;
    title: string;
    status: number;
    detail?: string;
    /**
     * Stable; branch on this
     */
    code: string;
    /**
     * Find the request in the log by this
     */
    request_id: string;
    /**
     * Everything that is wrong, not only the first
     */
    reasons?: Array<ProblemReason>;
};
/**
 * Why input was refused 拒收原因; never carries the refused value
 */
export type RefusalReason = {
    /**
     * Stable; branch on this
     */
    code: string;
    /**
     * The field in the input
     */
    path: string;
    message: string;
};
/**
 * Why intake refused a request (RFC 9457)
 */
export type IntakeProblem = {
    type: string;
    title: string;
    status: number;
    detail?: string;
    /**
     * Stable; branch on this
     */
    code: string;
    request_id: string;
    reasons?: Array<RefusalReason>;
    quarantine_id?: string;
    /**
     * What the input became, where it was taken before
     */
    event_ids?: Array<string>;
};
/**
 * What became of one event
 */
export type IntakeResult = {
    /**
     * corrected: a changed record of a register became a correction, which event_id names 更正
     */
    status: 'accepted' | 'corrected' | 'duplicate';
    event_id: string;
    /**
     * Its position in the log; for a duplicate, the position of the first
     */
    position: number;
    /**
     * Taken, and worth a look 请核对: a correction or retraction of a fact that nobody has sent
     */
    notice?: RefusalReason;
} | {
    status: 'quarantined';
    /**
     * Where to find it under /v1/quarantine
     */
    quarantine_id: string;
    reasons: Array<RefusalReason>;
} | {
    /**
     * Refused and, over the day's quota of its source, not kept
     */
    status: 'counted';
    reasons: Array<RefusalReason>;
} | {
    status: 'quarantined' | 'counted';
    quarantine_id?: string;
    /**
     * The index in this list of the first result with the same reasons
     */
    same_as: number;
};
export type QuarantineEvent = {
    event_id: string;
    /**
     * Null where an earlier version of the program took it
     */
    status: 'accepted' | 'corrected' | 'duplicate' | null;
};
/**
 * Input that was refused and kept 隔离的输入
 */
export type QuarantineEntry = {
    quarantine_id: string;
    /**
     * CloudEvents source where it could be read, else the channel
     */
    source: string;
    channel: 'http' | 'file' | 'kafka';
    file: string | null;
    line: number | null;
    mapping: string | null;
    topic: string | null;
    partition: number | null;
    offset: number | null;
    content_type: string;
    bytes_count: number;
    reasons: Array<RefusalReason>;
    received_at: string;
    state: 'held' | 'redriven';
    redriven_at: string | null;
    /**
     * What it became when it was re-driven
     */
    event_ids: Array<string>;
    /**
     * waiting: nobody sent it again. under_way: somebody is, or it stopped half-way, and the next re-drive ends it. refused_again: by the newest attempt. accepted: as the events in `events`. duplicate: all that it says was in the log. skipped: its mapping passes over it
     */
    outcome: 'waiting' | 'under_way' | 'refused_again' | 'accepted' | 'duplicate' | 'skipped';
    events: Array<QuarantineEvent>;
    /**
     * How often somebody sent it again
     */
    redrives: number;
    /**
     * Who did so last 重送人
     */
    redriven_by: string | null;
    /**
     * Who repaired what was sent then; null for the original 修复人
     */
    repaired_by: string | null;
};
/**
 * A refused input that somebody sent again 重送记录
 */
export type Redriving = {
    number: number;
    at: string;
    actor: string | null;
    reason: string | null;
    /**
     * What was sent instead of the original; null for the original
     */
    repaired: {
        bytes_count: number;
        /**
         * In base64; null where something of it is masked for you, and for all but the newest repair
         */
        content: string | null;
        /**
         * The first 2000 characters; null where the bytes are not UTF-8
         */
        preview: string | null;
    } | null;
    /**
     * Reasons where it was refused; null where it has not ended
     */
    result: {
        events: Array<QuarantineEvent>;
        reasons: Array<RefusalReason>;
    } | null;
};
export type QuarantineEntryWithOriginal = {
    quarantine_id: string;
    /**
     * CloudEvents source where it could be read, else the channel
     */
    source: string;
    channel: 'http' | 'file' | 'kafka';
    file: string | null;
    line: number | null;
    mapping: string | null;
    topic: string | null;
    partition: number | null;
    offset: number | null;
    content_type: string;
    bytes_count: number;
    reasons: Array<RefusalReason>;
    received_at: string;
    state: 'held' | 'redriven';
    redriven_at: string | null;
    /**
     * What it became when it was re-driven
     */
    event_ids: Array<string>;
    /**
     * waiting: nobody sent it again. under_way: somebody is, or it stopped half-way, and the next re-drive ends it. refused_again: by the newest attempt. accepted: as the events in `events`. duplicate: all that it says was in the log. skipped: its mapping passes over it
     */
    outcome: 'waiting' | 'under_way' | 'refused_again' | 'accepted' | 'duplicate' | 'skipped';
    events: Array<QuarantineEvent>;
    /**
     * How often somebody sent it again
     */
    redrives: number;
    /**
     * Who did so last 重送人
     */
    redriven_by: string | null;
    /**
     * Who repaired what was sent then; null for the original 修复人
     */
    repaired_by: string | null;
    /**
     * The original bytes, untouched, in base64; null where something of them is masked for you: the sender has them, and `npx jianwei quarantine show` on the machine of the log
     */
    original: string | null;
    /**
     * Fields whose values are masked 已脱敏, by their paths from here; absent where none is. Who may see them asks at POST /v1/events/{event_id}/unmask
     */
    masked?: Array<string>;
    /**
     * The first 2000 characters; null where the bytes are not UTF-8
     */
    preview: string | null;
    /**
     * Newest first, at most 50; `redrives` counts all
     */
    redrivings: Array<Redriving>;
};
/**
 * Who asks, and what they may do where 当前身份
 */
export type Principal = {
    actor: string;
    kind: 'person' | 'service' | 'anonymous';
    grants: Array<{
        role: 'administrator' | 'supervisor' | 'regulator' | 'department' | 'analyst' | 'auditor' | 'public';
        region: string | null;
        domain: string | null;
        department: string | null;
    }>;
};
export type Title = {
    en: string;
    zh: string;
};
/**
 * An event 事件, unchanged since it was recorded
 */
export type Event = {
    /**
     * Its position in the log
     */
    position: number;
    event_id: string;
    /**
     * Event type of the catalogue
     */
    type: string;
    schema_version: number;
    /**
     * Whom it is about 监管对象
     */
    subject_id: string;
    /**
     * Region code 行政区划代码
     */
    region: string | null;
    /**
     * Who acted 部门
     */
    department: string | null;
    /**
     * The unit that `department` means there on the day of the fact, as the directory is known 部门对应的机构; null where it means none: /v1/units/unresolved says why
     */
    unit: {
        unit_id: string;
        /**
         * On the day of the fact
         */
        name: string;
    } | null;
    /**
     * When it happened 发生时间
     */
    occurred_at: string;
    /**
     * When the department entered it 报送时间
     */
    reported_at: string;
    /**
     * When this log took it 入库时间
     */
    recorded_at: string;
    /**
     * The system that sent it 数据来源
     */
    source: string;
    /**
     * Its id in the source
     */
    source_event_id: string;
    /**
     * Null for an event that you may not see
     */
    correlation_id: string | null;
    /**
     * Null also for one that you may not
     */
    causation_id: string | null;
    data: {
        [key: string]: unknown;
    };
    /**
     * How many ids its data name that you may not see: left out of lists, null elsewhere 不在权限内的编号数
     */
    withheld: number;
    /**
     * Fields whose values are masked 已脱敏, by their paths from here; absent where none is. Who may see them asks at POST /v1/events/{event_id}/unmask
     */
    masked?: Array<string>;
    /**
     * What the source wrote where it was normalised, by field path
     */
    raw: {
        [key: string]: string;
    } | null;
};
/**
 * An import under way 导入进行中: alerts of its sources wait until it ends
 */
export type ImportHold = {
    import_id: string;
    /**
     * Its name
     */
    file: string;
    mapping: string;
    /**
     * RFC 3339, UTC
     */
    since: string;
    /**
     * Unless something is heard of the import before: fifteen minutes after it was heard of last, by the clock of the log
     */
    until: string;
};
/**
 * The newest attempt to bring in a file 最近一次导入
 */
export type LastImport = {
    import_id: string;
    /**
     * Its name
     */
    file: string;
    mapping: string;
    /**
     * refused: the mapping cannot read the file. failed: something broke. stopped: somebody stopped it. superseded: it was killed, and a further attempt took its place. lapsed: nothing was heard of it for fifteen minutes
     */
    state: 'running' | 'completed' | 'refused' | 'failed' | 'stopped' | 'superseded' | 'lapsed';
    /**
     * Why it was not read to its end
     */
    code: string | null;
    /**
     * RFC 3339, UTC
     */
    began_at: string;
    /**
     * RFC 3339, UTC
     */
    changed_at: string;
};
/**
 * What a source states that it feeds 报送范围: a rule judges the absence of an event only where somebody feeds it
 */
export type SourceStatement = {
    /**
     * Where in the log it is stated
     */
    position: number;
    /**
     * RFC 3339, UTC
     */
    recorded_at: string;
    actor: string | null;
    reason: string | null;
    /**
     * Events that it sends, all of them
     */
    feeds: Array<{
        event_types: Array<string>;
        /**
         * Of these departments, or in the regions. Both null: of everybody
         */
        departments: Array<string> | null;
        /**
         * With all that lies in them
         */
        regions: Array<string> | null;
        /**
         * The mapping of the import that says so; null where a person does
         */
        mapping: string | null;
        /**
         * null: from the beginning
         */
        from: string | null;
        /**
         * Not itself; null: for as long as it says
         */
        until: string | null;
    }>;
    /**
     * Events that it never sends, though the matters are its own
     */
    never_feeds: Array<{
        event_types: Array<string>;
        /**
         * Of these departments, or in the regions. Both null: of everybody
         */
        departments: Array<string> | null;
        /**
         * With all that lies in them
         */
        regions: Array<string> | null;
        /**
         * The mapping of the import that says so; null where a person does
         */
        mapping: string | null;
    }>;
};
/**
 * Data that contradict the statement of their source 与说明不符的数据
 */
export type StatementContradiction = {
    /**
     * SENT_NOT_STATED: sends a type, department or region that it does not state. SENT_NEVER_FED: sends what it says it never sends. STATED_NOT_SENT: states a type of which it has sent nothing
     */
    code: 'SENT_NOT_STATED' | 'SENT_NEVER_FED' | 'STATED_NOT_SENT';
    event_type: string;
    events: number;
    /**
     * Of some of the events
     */
    departments: Array<string>;
    /**
     * Of some of the events
     */
    regions: Array<string>;
};
/**
 * A source 数据来源 in a list
 */
export type ListedSource = {
    /**
     * As in `source` of its events; empty for refused input of which no source could be read
     */
    source: string;
    title: Title | null;
    department: string | null;
    /**
     * The unit that the department means today 机构
     */
    unit: {
        unit_id: string;
        /**
         * On the day of the fact
         */
        name: string;
    } | null;
    /**
     * Under which its data may be used
     */
    license: string | null;
    /**
     * Facts and amendments
     */
    events: number;
    amendments: number;
    /**
     * The newest fact by its own time
     */
    last_occurred_at: string | null;
    /**
     * When this log last took something from it
     */
    last_recorded_at: string | null;
    /**
     * Seconds from the occurrence to the report
     */
    reporting_delay_s_mean: number | null;
    reporting_delay_s_max: number | null;
    /**
     * Seconds from the occurrence to this log
     */
    recording_delay_s_mean: number | null;
    recording_delay_s_max: number | null;
    /**
     * Inputs that went to quarantine
     */
    refused: number;
    /**
     * Further refused inputs beyond the quota of a day, of which only the number is kept
     */
    refused_counted: number;
    last_refused_at: string | null;
    /**
     * Why inputs were refused, of the newest 2000 of all sources; one with several reasons counts for each. What waits: /v1/quarantine/held 近期拒收原因
     */
    recent_refusals: Array<{
        code: string;
        inputs: number;
    }>;
    /**
     * Under way: alerts about this source wait until they end
     */
    imports: Array<ImportHold>;
    /**
     * Warnings that wait for them and are not too old for an alert
     */
    warnings_waiting: number;
    last_import: LastImport | null;
    /**
     * The newest one; null for a source that never registered
     */
    statement: SourceStatement | null;
    contradictions: Array<StatementContradiction>;
    /**
     * By when the log last took something of it; null for what names no source
     */
    health: 'fresh' | 'late' | 'silent' | null;
};
export type SourcePage = {
    items: Array<ListedSource>;
    /**
     * Cursor of the next page; null on the last
     */
    next: string | null;
};
/**
 * CloudEvents 1.0. Further attributes belong to the transport and are not kept.
 */
export type EventAttributes = {
    specversion: '1.0';
    /**
     * Unique within the source: the same id is the same event 事件编号
     */
    id: string;
    /**
     * Who sends it, as a URI reference 数据来源
     */
    source: string;
    /**
     * Whom it is about 监管对象: a credit code, or an id in a namespace of the source
     */
    subject: string;
    /**
     * When it happened, with an offset
     */
    time: string;
    /**
     * When the department reported it
     */
    reportedat?: string | null;
    /**
     * Region code 行政区划代码
     */
    region?: string | null;
    /**
     * Who acted 部门
     */
    department?: string | null;
    /**
     * What belongs together
     */
    correlationid?: string | null;
    /**
     * What it follows from
     */
    causationid?: string | null;
    /**
     * JSON, where it is given
     */
    datacontenttype?: string | null;
};
/**
 * What a department may send, by its type 部门可上报的事件
 */
export type DepartmentEvent = SubjectRegistered | SubjectChanged | SubjectDeregistered | AnnualReportFiled | InspectionPlanned | InspectionConducted | ViolationFound | RectificationOrdered | RectificationChecked | CaseFiled | PenaltyDecided | DecisionPublished | CaseClosed | CoercionImposed | CoercionLifted | OtherActionTaken | ProcedureStepOpened | ProcedureStepCompleted | ComplaintReceived | ReportReceived | ComplaintAcceptanceDecided | ComplaintConcluded | TicketDispatched | TicketAnswered | TicketRated | CreditClassAssigned | AbnormalOperationListed | AbnormalOperationRemoved | SeriousViolationListed | SeriousViolationRemoved | CreditRepaired | LicenceGranted | LicenceRenewed | LicenceSuspended | LicenceRevoked | ReadingReported | DeviceSilent | AccidentOccurred | ReviewDecided | FactCorrected | FactRetracted;
/**
 * What a fact should have said 更正后的内容
 */
export type ReplacedFact = {
    type: 'SubjectRegistered';
    schema_version: 1;
    data: SubjectRegisteredData;
} | {
    type: 'SubjectChanged';
    schema_version: 1;
    data: SubjectChangedData;
} | {
    type: 'SubjectDeregistered';
    schema_version: 1;
    data: SubjectDeregisteredData;
} | {
    type: 'AnnualReportFiled';
    schema_version: 1;
    data: AnnualReportFiledData;
} | {
    type: 'InspectionPlanned';
    schema_version: 1;
    data: InspectionPlannedData;
} | {
    type: 'InspectionConducted';
    schema_version: 2;
    data: InspectionConductedData;
} | {
    type: 'ViolationFound';
    schema_version: 2;
    data: ViolationFoundData;
} | {
    type: 'RectificationOrdered';
    schema_version: 1;
    data: RectificationOrderedData;
} | {
    type: 'RectificationChecked';
    schema_version: 2;
    data: RectificationCheckedData;
} | {
    type: 'CaseFiled';
    schema_version: 1;
    data: CaseFiledData;
} | {
    type: 'PenaltyDecided';
    schema_version: 1;
    data: PenaltyDecidedData;
} | {
    type: 'DecisionPublished';
    schema_version: 1;
    data: DecisionPublishedData;
} | {
    type: 'CaseClosed';
    schema_version: 1;
    data: CaseClosedData;
} | {
    type: 'CoercionImposed';
    schema_version: 1;
    data: CoercionImposedData;
} | {
    type: 'CoercionLifted';
    schema_version: 1;
    data: CoercionLiftedData;
} | {
    type: 'OtherActionTaken';
    schema_version: 1;
    data: OtherActionTakenData;
} | {
    type: 'ProcedureStepOpened';
    schema_version: 1;
    data: ProcedureStepOpenedData;
} | {
    type: 'ProcedureStepCompleted';
    schema_version: 1;
    data: ProcedureStepCompletedData;
} | {
    type: 'ComplaintReceived';
    schema_version: 1;
    data: ComplaintReceivedData;
} | {
    type: 'ReportReceived';
    schema_version: 1;
    data: ReportReceivedData;
} | {
    type: 'ComplaintAcceptanceDecided';
    schema_version: 1;
    data: ComplaintAcceptanceDecidedData;
} | {
    type: 'ComplaintConcluded';
    schema_version: 1;
    data: ComplaintConcludedData;
} | {
    type: 'TicketDispatched';
    schema_version: 1;
    data: TicketDispatchedData;
} | {
    type: 'TicketAnswered';
    schema_version: 1;
    data: TicketAnsweredData;
} | {
    type: 'TicketRated';
    schema_version: 1;
    data: TicketRatedData;
} | {
    type: 'CreditClassAssigned';
    schema_version: 1;
    data: CreditClassAssignedData;
} | {
    type: 'AbnormalOperationListed';
    schema_version: 1;
    data: AbnormalOperationListedData;
} | {
    type: 'AbnormalOperationRemoved';
    schema_version: 1;
    data: AbnormalOperationRemovedData;
} | {
    type: 'SeriousViolationListed';
    schema_version: 1;
    data: SeriousViolationListedData;
} | {
    type: 'SeriousViolationRemoved';
    schema_version: 1;
    data: SeriousViolationRemovedData;
} | {
    type: 'CreditRepaired';
    schema_version: 1;
    data: CreditRepairedData;
} | {
    type: 'LicenceGranted';
    schema_version: 1;
    data: LicenceGrantedData;
} | {
    type: 'LicenceRenewed';
    schema_version: 1;
    data: LicenceRenewedData;
} | {
    type: 'LicenceSuspended';
    schema_version: 1;
    data: LicenceSuspendedData;
} | {
    type: 'LicenceRevoked';
    schema_version: 1;
    data: LicenceRevokedData;
} | {
    type: 'ReadingReported';
    schema_version: 2;
    data: ReadingReportedData;
} | {
    type: 'DeviceSilent';
    schema_version: 1;
    data: DeviceSilentData;
} | {
    type: 'AccidentOccurred';
    schema_version: 1;
    data: AccidentOccurredData;
} | {
    type: 'ReviewDecided';
    schema_version: 1;
    data: ReviewDecidedData;
};
export type SubjectRegisteredData = {
    name: string;
    subject_type?: 'enterprise' | 'individual_business' | 'social_organisation' | 'natural_person' | 'product' | 'equipment' | 'site';
    /**
     * The source's own code, its own words, or both; no common table exists
     */
    category?: {
        code?: string;
        text?: string;
    };
    /**
     * 统一社会信用代码 Unified social credit code
     *
     * GB 32100-2015, 18 characters. Labels, copy counts such as (1/1), blanks, lower case and full-width characters are taken off.
     */
    uscc?: string;
    /**
     * 注册号 Registration number before the unified code
     *
     * 15 digits with an ISO 7064 MOD 11,10 check digit; an alternate key beside the unified social credit code.
     */
    registration_number?: string;
    registration_authority?: string;
    /**
     * The source's own code, its own words, or both; no common table exists
     */
    registration_state?: {
        code?: string;
        text?: string;
    };
    legal_representative?: string;
    /**
     * 行业代码 Industry code
     *
     * GB/T 4754: section letter, two to four digits, or both. Without @2011 it is read as the 2017 edition; kept as C1311@2017.
     */
    industry_code?: string;
    /**
     * Hundredths of the main unit of the currency
     */
    capital_cents?: number;
    capital_currency?: string;
    business_scope?: string;
    /**
     * Calendar day, YYYY-MM-DD
     */
    established_on?: string;
    /**
     * Calendar day, YYYY-MM-DD
     */
    term_from?: string;
    /**
     * Calendar day, YYYY-MM-DD
     */
    term_to?: string;
    address_registered?: string;
    address_operating?: string;
};
/**
 * 监管对象登记 Subject registered
 *
 * 监管对象进入登记库，附其登记事项。 A subject entered a register, with its particulars.
 */
export type SubjectRegistered = EventAttributes & {
    type: 'SubjectRegistered';
    schemaversion?: 1;
    data: SubjectRegisteredData;
};
export type SubjectChangedData = {
    /**
     * The source's own code, its own words, or both; no common table exists
     */
    change: {
        code?: string;
        text?: string;
    };
    name?: string;
    subject_type?: 'enterprise' | 'individual_business' | 'social_organisation' | 'natural_person' | 'product' | 'equipment' | 'site';
    /**
     * The source's own code, its own words, or both; no common table exists
     */
    category?: {
        code?: string;
        text?: string;
    };
    /**
     * 统一社会信用代码 Unified social credit code
     *
     * GB 32100-2015, 18 characters. Labels, copy counts such as (1/1), blanks, lower case and full-width characters are taken off.
     */
    uscc?: string;
    /**
     * 注册号 Registration number before the unified code
     *
     * 15 digits with an ISO 7064 MOD 11,10 check digit; an alternate key beside the unified social credit code.
     */
    registration_number?: string;
    registration_authority?: string;
    /**
     * The source's own code, its own words, or both; no common table exists
     */
    registration_state?: {
        code?: string;
        text?: string;
    };
    legal_representative?: string;
    /**
     * 行业代码 Industry code
     *
     * GB/T 4754: section letter, two to four digits, or both. Without @2011 it is read as the 2017 edition; kept as C1311@2017.
     */
    industry_code?: string;
    /**
     * Hundredths of the main unit of the currency
     */
    capital_cents?: number;
    capital_currency?: string;
    business_scope?: string;
    /**
     * Calendar day, YYYY-MM-DD
     */
    established_on?: string;
    /**
     * Calendar day, YYYY-MM-DD
     */
    term_from?: string;
    /**
     * Calendar day, YYYY-MM-DD
     */
    term_to?: string;
    address_registered?: string;
    address_operating?: string;
};
/**
 * 监管对象变更 Subject changed
 *
 * 监管对象的登记事项发生变更。 Registered particulars of a subject changed.
 */
export type SubjectChanged = EventAttributes & {
    type: 'SubjectChanged';
    schemaversion?: 1;
    data: SubjectChangedData;
};
export type SubjectDeregisteredData = {
    /**
     * The source's own code, its own words, or both; no common table exists
     */
    reason?: {
        code?: string;
        text?: string;
    };
    document_number?: string;
    authority?: string;
};
/**
 * 监管对象注销 Subject deregistered
 *
 * 监管对象退出登记库。 A subject left the register.
 */
export type SubjectDeregistered = EventAttributes & {
    type: 'SubjectDeregistered';
    schemaversion?: 1;
    data: SubjectDeregisteredData;
};
export type AnnualReportFiledData = {
    report_year: number;
    currency?: string;
    /**
     * Hundredths of the main unit of the currency
     */
    revenue_cents?: number;
    revenue_unit?: 'cent' | 'yuan' | 'ten_thousand_yuan';
    revenue_text?: string;
    /**
     * Hundredths of the main unit of the currency
     */
    tax_paid_cents?: number;
    tax_paid_unit?: 'cent' | 'yuan' | 'ten_thousand_yuan';
    tax_paid_text?: string;
    staff?: number;
    all_zero?: boolean;
};
/**
 * 年度报告公示 Annual report filed
 *
 * 监管对象报送并公示年度报告。 The subject filed and published its annual report.
 */
export type AnnualReportFiled = EventAttributes & {
    type: 'AnnualReportFiled';
    schemaversion?: 1;
    data: AnnualReportFiledData;
};
export type InspectionPlannedData = {
    plan_id?: string;
    check_action_name?: string;
    check_action_code?: string;
    check_form?: '01' | '02';
    /**
     * The source's own code, its own words, or both; no common table exists
     */
    check_type?: {
        code?: string;
        text?: string;
    };
    /**
     * The source's own code, its own words, or both; no common table exists
     */
    check_mode?: {
        code?: string;
        text?: string;
    };
    /**
     * Calendar day, YYYY-MM-DD
     */
    due_date?: string;
    /**
     * 监管事项目录编码 Regulatory item code
     *
     * Code of the item in the catalogue of regulatory items: exactly 14 digits.
     */
    supervise_item_implement_code?: string;
    /**
     * 检查实施清单编码 Implementation list code
     *
     * The first 18 characters are the USCC of the department, the 19th is 1–5.
     */
    supervise_item_check_icode?: string;
    implement_institution?: string;
    implement_institution_code?: string;
    entrust_dept?: string;
    entrust_dept_code?: string;
    supervise_object?: string;
    /**
     * The source's own code, its own words, or both; no common table exists
     */
    supervise_object_type?: {
        code?: string;
        text?: string;
    };
    administrative_cp?: string;
    administrative_cp_na?: '1' | '2' | '3';
    administrative_cp_ce_type?: string;
    administrative_cp_ui_code?: string;
    address_registered?: string;
    address_operating?: string;
    /**
     * The source's own code, its own words, or both; no common table exists
     */
    company_type?: {
        code?: string;
        text?: string;
    };
    /**
     * Calendar day, YYYY-MM-DD
     */
    submitted_date?: string;
    submitted_personnel?: string;
};
/**
 * 检查计划 Inspection planned
 *
 * 部门计划对监管对象进行检查。 A department planned to inspect the subject.
 */
export type InspectionPlanned = EventAttributes & {
    type: 'InspectionPlanned';
    schemaversion?: 1;
    data: InspectionPlannedData;
};
export type InspectionConductedData = {
    plan_id?: string;
    check_action_name?: string;
    check_action_code?: string;
    check_form?: '01' | '02';
    /**
     * The source's own code, its own words, or both; no common table exists
     */
    check_type?: {
        code?: string;
        text?: string;
    };
    /**
     * The source's own code, its own words, or both; no common table exists
     */
    check_mode?: {
        code?: string;
        text?: string;
    };
    officers: Array<unknown & {
        name?: string;
        certificate_number?: string;
        unit?: string;
    }> | null;
    /**
     * The source's own code, its own words, or both; no common table exists
     */
    check_result?: {
        code?: string;
        text?: string;
    };
    check_items?: Array<{
        item_code?: string;
        item_name?: string;
        result: 'pass' | 'fail' | 'not_checked' | 'not_applicable';
        note?: string;
    }>;
    score?: number;
    /**
     * 监管事项目录编码 Regulatory item code
     *
     * Code of the item in the catalogue of regulatory items: exactly 14 digits.
     */
    supervise_item_implement_code?: string;
    /**
     * 检查实施清单编码 Implementation list code
     *
     * The first 18 characters are the USCC of the department, the 19th is 1–5.
     */
    supervise_item_check_icode?: string;
    implement_institution?: string;
    implement_institution_code?: string;
    entrust_dept?: string;
    entrust_dept_code?: string;
    supervise_object?: string;
    /**
     * The source's own code, its own words, or both; no common table exists
     */
    supervise_object_type?: {
        code?: string;
        text?: string;
    };
    administrative_cp?: string;
    administrative_cp_na?: '1' | '2' | '3';
    administrative_cp_ce_type?: string;
    administrative_cp_ui_code?: string;
    address_registered?: string;
    address_operating?: string;
    /**
     * The source's own code, its own words, or both; no common table exists
     */
    company_type?: {
        code?: string;
        text?: string;
    };
    /**
     * Calendar day, YYYY-MM-DD
     */
    submitted_date?: string;
    submitted_personnel?: string;
    task_code?: string;
    code_scanned?: boolean;
    implement_level?: 'national' | 'province' | 'city' | 'county';
    all_items_checked?: boolean;
    problem_found?: boolean;
    team_leader_certificate?: string;
};
/**
 * 行政检查 Inspection conducted
 *
 * 两名以上执法人员对监管对象实施检查，逐项记录结果。 At least two officers inspected the subject, with a result per item.
 */
export type InspectionConducted = EventAttributes & {
    type: 'InspectionConducted';
    schemaversion: 2;
    data: InspectionConductedData;
};
export type ViolationFoundData = {
    check_action_code?: string;
    case_number?: string;
    illegal_facts?: string;
    /**
     * The source's own code, its own words, or both; no common table exists
     */
    violation_type?: {
        code?: string;
        text?: string;
    };
    legal_basis?: string;
    /**
     * The source's own code, its own words, or both; no common table exists
     */
    severity?: {
        code?: string;
        text?: string;
    };
    citations?: number;
    /**
     * 监管事项目录编码 Regulatory item code
     *
     * Code of the item in the catalogue of regulatory items: exactly 14 digits.
     */
    supervise_item_implement_code?: string;
    /**
     * 检查实施清单编码 Implementation list code
     *
     * The first 18 characters are the USCC of the department, the 19th is 1–5.
     */
    supervise_item_check_icode?: string;
    implement_institution?: string;
    implement_institution_code?: string;
    entrust_dept?: string;
    entrust_dept_code?: string;
    supervise_object?: string;
    /**
     * The source's own code, its own words, or both; no common table exists
     */
    supervise_object_type?: {
        code?: string;
        text?: string;
    };
    administrative_cp?: string;
    administrative_cp_na?: '1' | '2' | '3';
    administrative_cp_ce_type?: string;
    administrative_cp_ui_code?: string;
    address_registered?: string;
    address_operating?: string;
    /**
     * The source's own code, its own words, or both; no common table exists
     */
    company_type?: {
        code?: string;
        text?: string;
    };
    /**
     * Calendar day, YYYY-MM-DD
     */
    submitted_date?: string;
    submitted_personnel?: string;
    currency?: string;
    /**
     * Hundredths of the main unit of the currency
     */
    goods_value_cents?: number;
    goods_value_unit?: 'cent' | 'yuan' | 'ten_thousand_yuan';
    goods_value_text?: string;
    lasted_days?: number;
};
/**
 * 发现违法行为 Violation found
 *
 * 部门发现监管对象存在违法行为。 A department found that the subject broke a rule.
 */
export type ViolationFound = EventAttributes & {
    type: 'ViolationFound';
    schemaversion: 2;
    data: ViolationFoundData;
};
export type RectificationOrderedData = {
    /**
     * Calendar day, YYYY-MM-DD
     */
    due_date: string;
    order_number?: string;
    check_action_code?: string;
    case_number?: string;
    requirement?: string;
    illegal_facts?: string;
    /**
     * The source's own code, its own words, or both; no common table exists
     */
    violation_type?: {
        code?: string;
        text?: string;
    };
    legal_basis?: string;
    /**
     * 监管事项目录编码 Regulatory item code
     *
     * Code of the item in the catalogue of regulatory items: exactly 14 digits.
     */
    supervise_item_implement_code?: string;
    /**
     * 检查实施清单编码 Implementation list code
     *
     * The first 18 characters are the USCC of the department, the 19th is 1–5.
     */
    supervise_item_check_icode?: string;
    implement_institution?: string;
    implement_institution_code?: string;
    entrust_dept?: string;
    entrust_dept_code?: string;
    supervise_object?: string;
    /**
     * The source's own code, its own words, or both; no common table exists
     */
    supervise_object_type?: {
        code?: string;
        text?: string;
    };
    administrative_cp?: string;
    administrative_cp_na?: '1' | '2' | '3';
    administrative_cp_ce_type?: string;
    administrative_cp_ui_code?: string;
    address_registered?: string;
    address_operating?: string;
    /**
     * The source's own code, its own words, or both; no common table exists
     */
    company_type?: {
        code?: string;
        text?: string;
    };
    /**
     * Calendar day, YYYY-MM-DD
     */
    submitted_date?: string;
    submitted_personnel?: string;
};
/**
 * 责令限期整改 Rectification ordered
 *
 * 责令监管对象在限期内整改。 The subject was ordered to correct by a due date.
 */
export type RectificationOrdered = EventAttributes & {
    type: 'RectificationOrdered';
    schemaversion?: 1;
    data: RectificationOrderedData;
};
export type RectificationCheckedData = {
    outcome: 'rectified' | 'not_rectified' | 'undetermined';
    order_number?: string;
    check_action_code?: string;
    case_number?: string;
    /**
     * The source's own code, its own words, or both; no common table exists
     */
    result?: {
        code?: string;
        text?: string;
    };
    officers?: Array<unknown & {
        name?: string;
        certificate_number?: string;
        unit?: string;
    }> | null;
    /**
     * 监管事项目录编码 Regulatory item code
     *
     * Code of the item in the catalogue of regulatory items: exactly 14 digits.
     */
    supervise_item_implement_code?: string;
    /**
     * 检查实施清单编码 Implementation list code
     *
     * The first 18 characters are the USCC of the department, the 19th is 1–5.
     */
    supervise_item_check_icode?: string;
    implement_institution?: string;
    implement_institution_code?: string;
    entrust_dept?: string;
    entrust_dept_code?: string;
    supervise_object?: string;
    /**
     * The source's own code, its own words, or both; no common table exists
     */
    supervise_object_type?: {
        code?: string;
        text?: string;
    };
    administrative_cp?: string;
    administrative_cp_na?: '1' | '2' | '3';
    administrative_cp_ce_type?: string;
    administrative_cp_ui_code?: string;
    address_registered?: string;
    address_operating?: string;
    /**
     * The source's own code, its own words, or both; no common table exists
     */
    company_type?: {
        code?: string;
        text?: string;
    };
    /**
     * Calendar day, YYYY-MM-DD
     */
    submitted_date?: string;
    submitted_personnel?: string;
};
/**
 * 整改复查 Rectification checked
 *
 * 部门复查监管对象是否完成整改。 A department checked whether the subject had corrected what was ordered.
 */
export type RectificationChecked = EventAttributes & {
    type: 'RectificationChecked';
    schemaversion: 2;
    data: RectificationCheckedData;
};
export type CaseFiledData = {
    case_number?: string;
    case_name?: string;
    /**
     * The source's own code, its own words, or both; no common table exists
     */
    case_source?: {
        code?: string;
        text?: string;
    };
    /**
     * Calendar day, YYYY-MM-DD
     */
    case_source_date?: string;
    transferring_department?: string;
    check_action_code?: string;
    officers?: Array<unknown & {
        name?: string;
        certificate_number?: string;
        unit?: string;
    }> | null;
    illegal_facts?: string;
    /**
     * The source's own code, its own words, or both; no common table exists
     */
    violation_type?: {
        code?: string;
        text?: string;
    };
    legal_basis?: string;
    /**
     * 监管事项目录编码 Regulatory item code
     *
     * Code of the item in the catalogue of regulatory items: exactly 14 digits.
     */
    supervise_item_implement_code?: string;
    /**
     * 检查实施清单编码 Implementation list code
     *
     * The first 18 characters are the USCC of the department, the 19th is 1–5.
     */
    supervise_item_check_icode?: string;
    implement_institution?: string;
    implement_institution_code?: string;
    entrust_dept?: string;
    entrust_dept_code?: string;
    supervise_object?: string;
    /**
     * The source's own code, its own words, or both; no common table exists
     */
    supervise_object_type?: {
        code?: string;
        text?: string;
    };
    administrative_cp?: string;
    administrative_cp_na?: '1' | '2' | '3';
    administrative_cp_ce_type?: string;
    administrative_cp_ui_code?: string;
    address_registered?: string;
    address_operating?: string;
    /**
     * The source's own code, its own words, or both; no common table exists
     */
    company_type?: {
        code?: string;
        text?: string;
    };
    /**
     * Calendar day, YYYY-MM-DD
     */
    submitted_date?: string;
    submitted_personnel?: string;
};
/**
 * 立案 Case filed
 *
 * 部门对监管对象正式立案。 A department opened a formal case against the subject.
 */
export type CaseFiled = EventAttributes & {
    type: 'CaseFiled';
    schemaversion?: 1;
    data: CaseFiledData;
};
export type PenaltyDecidedData = {
    penalty_types: Array<'01' | '02' | '03' | '04' | '05' | '06' | '07' | '08' | '09' | '10' | '11' | '12' | '13' | '14'>;
    decision_number?: string;
    penalty_name?: string;
    case_number?: string;
    check_action_code?: string;
    /**
     * The source's own code, its own words, or both; no common table exists
     */
    case_source?: {
        code?: string;
        text?: string;
    };
    currency?: string;
    /**
     * Hundredths of the main unit of the currency
     */
    fine_cents?: number;
    fine_unit?: 'cent' | 'yuan' | 'ten_thousand_yuan';
    fine_text?: string;
    /**
     * Hundredths of the main unit of the currency
     */
    confiscated_cents?: number;
    confiscated_unit?: 'cent' | 'yuan' | 'ten_thousand_yuan';
    confiscated_text?: string;
    result?: string;
    /**
     * Calendar day, YYYY-MM-DD
     */
    violated_on?: string;
    /**
     * Calendar day, YYYY-MM-DD
     */
    filed_on?: string;
    procedure?: '01' | '02';
    hearing_held?: boolean;
    criminal_element?: boolean;
    major_case?: boolean;
    legal_review_held?: boolean;
    /**
     * Calendar day, YYYY-MM-DD
     */
    legal_review_on?: string;
    legal_review_opinion?: string;
    collective_discussion_held?: boolean;
    /**
     * Calendar day, YYYY-MM-DD
     */
    collective_discussion_on?: string;
    collective_discussion_conclusion?: string;
    licence_name?: string;
    licence_number?: string;
    /**
     * Calendar day, YYYY-MM-DD
     */
    valid_until?: string;
    /**
     * Calendar day, YYYY-MM-DD
     */
    published_until?: string;
    officers?: Array<unknown & {
        name?: string;
        certificate_number?: string;
        unit?: string;
    }> | null;
    illegal_facts?: string;
    /**
     * The source's own code, its own words, or both; no common table exists
     */
    violation_type?: {
        code?: string;
        text?: string;
    };
    legal_basis?: string;
    /**
     * 监管事项目录编码 Regulatory item code
     *
     * Code of the item in the catalogue of regulatory items: exactly 14 digits.
     */
    supervise_item_implement_code?: string;
    /**
     * 检查实施清单编码 Implementation list code
     *
     * The first 18 characters are the USCC of the department, the 19th is 1–5.
     */
    supervise_item_check_icode?: string;
    implement_institution?: string;
    implement_institution_code?: string;
    entrust_dept?: string;
    entrust_dept_code?: string;
    supervise_object?: string;
    /**
     * The source's own code, its own words, or both; no common table exists
     */
    supervise_object_type?: {
        code?: string;
        text?: string;
    };
    administrative_cp?: string;
    administrative_cp_na?: '1' | '2' | '3';
    administrative_cp_ce_type?: string;
    administrative_cp_ui_code?: string;
    address_registered?: string;
    address_operating?: string;
    /**
     * The source's own code, its own words, or both; no common table exists
     */
    company_type?: {
        code?: string;
        text?: string;
    };
    /**
     * Calendar day, YYYY-MM-DD
     */
    submitted_date?: string;
    submitted_personnel?: string;
};
/**
 * 行政处罚决定 Penalty decided
 *
 * 部门对监管对象作出行政处罚决定。 A department decided a penalty against the subject.
 */
export type PenaltyDecided = EventAttributes & {
    type: 'PenaltyDecided';
    schemaversion?: 1;
    data: PenaltyDecidedData;
};
export type DecisionPublishedData = {
    decision_kind: 'penalty' | 'licence';
    decision_number?: string;
    website?: string;
};
/**
 * 决定公示 Decision published
 *
 * 行政处罚或许可决定已对外公示。 A penalty or licence decision was made public.
 */
export type DecisionPublished = EventAttributes & {
    type: 'DecisionPublished';
    schemaversion?: 1;
    data: DecisionPublishedData;
};
export type CaseClosedData = {
    case_number?: string;
    decision_number?: string;
    /**
     * The source's own code, its own words, or both; no common table exists
     */
    reason?: {
        code?: string;
        text?: string;
    };
    /**
     * The source's own code, its own words, or both; no common table exists
     */
    execution_mode?: {
        code?: string;
        text?: string;
    };
    execution_result?: string;
    currency?: string;
    /**
     * Hundredths of the main unit of the currency
     */
    paid_cents?: number;
    paid_unit?: 'cent' | 'yuan' | 'ten_thousand_yuan';
    paid_text?: string;
    no_penalty?: boolean;
    transferred_to_judiciary?: boolean;
    /**
     * Calendar day, YYYY-MM-DD
     */
    transferred_on?: string;
    /**
     * 监管事项目录编码 Regulatory item code
     *
     * Code of the item in the catalogue of regulatory items: exactly 14 digits.
     */
    supervise_item_implement_code?: string;
    /**
     * 检查实施清单编码 Implementation list code
     *
     * The first 18 characters are the USCC of the department, the 19th is 1–5.
     */
    supervise_item_check_icode?: string;
    implement_institution?: string;
    implement_institution_code?: string;
    entrust_dept?: string;
    entrust_dept_code?: string;
    supervise_object?: string;
    /**
     * The source's own code, its own words, or both; no common table exists
     */
    supervise_object_type?: {
        code?: string;
        text?: string;
    };
    administrative_cp?: string;
    administrative_cp_na?: '1' | '2' | '3';
    administrative_cp_ce_type?: string;
    administrative_cp_ui_code?: string;
    address_registered?: string;
    address_operating?: string;
    /**
     * The source's own code, its own words, or both; no common table exists
     */
    company_type?: {
        code?: string;
        text?: string;
    };
    /**
     * Calendar day, YYYY-MM-DD
     */
    submitted_date?: string;
    submitted_personnel?: string;
};
/**
 * 结案 Case closed
 *
 * 案件办结，或予处罚，或不予处罚。 A formal case ended, with or without a penalty.
 */
export type CaseClosed = EventAttributes & {
    type: 'CaseClosed';
    schemaversion?: 1;
    data: CaseClosedData;
};
export type CoercionImposedData = {
    coercion_name?: string;
    coercion_number?: string;
    decision_number?: string;
    check_action_code?: string;
    /**
     * The source's own code, its own words, or both; no common table exists
     */
    coercion_kind?: {
        code?: string;
        text?: string;
    };
    /**
     * The source's own code, its own words, or both; no common table exists
     */
    measure_type?: {
        code?: string;
        text?: string;
    };
    /**
     * The source's own code, its own words, or both; no common table exists
     */
    execution_type?: {
        code?: string;
        text?: string;
    };
    result?: string;
    /**
     * Calendar day, YYYY-MM-DD
     */
    due_date?: string;
    /**
     * Calendar day, YYYY-MM-DD
     */
    extended_to?: string;
    illegal_facts?: string;
    /**
     * The source's own code, its own words, or both; no common table exists
     */
    violation_type?: {
        code?: string;
        text?: string;
    };
    legal_basis?: string;
    /**
     * 监管事项目录编码 Regulatory item code
     *
     * Code of the item in the catalogue of regulatory items: exactly 14 digits.
     */
    supervise_item_implement_code?: string;
    /**
     * 检查实施清单编码 Implementation list code
     *
     * The first 18 characters are the USCC of the department, the 19th is 1–5.
     */
    supervise_item_check_icode?: string;
    implement_institution?: string;
    implement_institution_code?: string;
    entrust_dept?: string;
    entrust_dept_code?: string;
    supervise_object?: string;
    /**
     * The source's own code, its own words, or both; no common table exists
     */
    supervise_object_type?: {
        code?: string;
        text?: string;
    };
    administrative_cp?: string;
    administrative_cp_na?: '1' | '2' | '3';
    administrative_cp_ce_type?: string;
    administrative_cp_ui_code?: string;
    address_registered?: string;
    address_operating?: string;
    /**
     * The source's own code, its own words, or both; no common table exists
     */
    company_type?: {
        code?: string;
        text?: string;
    };
    /**
     * Calendar day, YYYY-MM-DD
     */
    submitted_date?: string;
    submitted_personnel?: string;
};
/**
 * 实施行政强制 Coercion imposed
 *
 * 对监管对象实施强制措施，如查封、扣押。 A compulsory measure began, such as sealing or seizure.
 */
export type CoercionImposed = EventAttributes & {
    type: 'CoercionImposed';
    schemaversion?: 1;
    data: CoercionImposedData;
};
export type CoercionLiftedData = {
    coercion_number?: string;
    decision_number?: string;
    /**
     * The source's own code, its own words, or both; no common table exists
     */
    reason?: {
        code?: string;
        text?: string;
    };
    /**
     * 监管事项目录编码 Regulatory item code
     *
     * Code of the item in the catalogue of regulatory items: exactly 14 digits.
     */
    supervise_item_implement_code?: string;
    /**
     * 检查实施清单编码 Implementation list code
     *
     * The first 18 characters are the USCC of the department, the 19th is 1–5.
     */
    supervise_item_check_icode?: string;
    implement_institution?: string;
    implement_institution_code?: string;
    entrust_dept?: string;
    entrust_dept_code?: string;
    supervise_object?: string;
    /**
     * The source's own code, its own words, or both; no common table exists
     */
    supervise_object_type?: {
        code?: string;
        text?: string;
    };
    administrative_cp?: string;
    administrative_cp_na?: '1' | '2' | '3';
    administrative_cp_ce_type?: string;
    administrative_cp_ui_code?: string;
    address_registered?: string;
    address_operating?: string;
    /**
     * The source's own code, its own words, or both; no common table exists
     */
    company_type?: {
        code?: string;
        text?: string;
    };
    /**
     * Calendar day, YYYY-MM-DD
     */
    submitted_date?: string;
    submitted_personnel?: string;
};
/**
 * 解除行政强制 Coercion lifted
 *
 * 对监管对象的强制措施解除。 A compulsory measure ended.
 */
export type CoercionLifted = EventAttributes & {
    type: 'CoercionLifted';
    schemaversion?: 1;
    data: CoercionLiftedData;
};
export type OtherActionTakenData = {
    action_name: string;
    action_number?: string;
    check_action_code?: string;
    /**
     * The source's own code, its own words, or both; no common table exists
     */
    item_source?: {
        code?: string;
        text?: string;
    };
    result?: string;
    /**
     * 监管事项目录编码 Regulatory item code
     *
     * Code of the item in the catalogue of regulatory items: exactly 14 digits.
     */
    supervise_item_implement_code?: string;
    /**
     * 检查实施清单编码 Implementation list code
     *
     * The first 18 characters are the USCC of the department, the 19th is 1–5.
     */
    supervise_item_check_icode?: string;
    implement_institution?: string;
    implement_institution_code?: string;
    entrust_dept?: string;
    entrust_dept_code?: string;
    supervise_object?: string;
    /**
     * The source's own code, its own words, or both; no common table exists
     */
    supervise_object_type?: {
        code?: string;
        text?: string;
    };
    administrative_cp?: string;
    administrative_cp_na?: '1' | '2' | '3';
    administrative_cp_ce_type?: string;
    administrative_cp_ui_code?: string;
    address_registered?: string;
    address_operating?: string;
    /**
     * The source's own code, its own words, or both; no common table exists
     */
    company_type?: {
        code?: string;
        text?: string;
    };
    /**
     * Calendar day, YYYY-MM-DD
     */
    submitted_date?: string;
    submitted_personnel?: string;
};
/**
 * 其他监管行为 Other action taken
 *
 * 部门采取了其他监管行为。 A department took another regulatory action.
 */
export type OtherActionTaken = EventAttributes & {
    type: 'OtherActionTaken';
    schemaversion?: 1;
    data: OtherActionTakenData;
};
export type ProcedureStepOpenedData = {
    step: 'accident_investigation' | 'accident_report_approval' | 'accident_report_by_unit' | 'accident_report_passed_up' | 'annual_inspection_plan' | 'case_review' | 'coal_mine_restart_acceptance' | 'complaint_termination_notice' | 'court_enforcement_application' | 'credit_objection_decision' | 'credit_objection_marking' | 'credit_repair_decision' | 'decision_service' | 'decision_unpublication' | 'enforcement_correction' | 'evidence_preservation' | 'hearing' | 'hearing_notice' | 'inspection_result_publication' | 'jurisdiction_dispute' | 'lead_verification' | 'licence_decision' | 'mediation_lead_verification' | 'public_security_case' | 'publicity_report_verification' | 'registration_publication' | 'reporter_notice' | 'review_acceptance' | 'review_decision' | 'special_equipment_reinspection' | 'urgent_measure_approval';
    matter_number?: string;
    case_number?: string;
    decision_number?: string;
    order_number?: string;
    complaint_number?: string;
    accident_number?: string;
    check_action_code?: string;
    handling_unit?: string;
    /**
     * Calendar day, YYYY-MM-DD
     */
    due_date?: string;
    /**
     * 监管事项目录编码 Regulatory item code
     *
     * Code of the item in the catalogue of regulatory items: exactly 14 digits.
     */
    supervise_item_implement_code?: string;
    /**
     * 检查实施清单编码 Implementation list code
     *
     * The first 18 characters are the USCC of the department, the 19th is 1–5.
     */
    supervise_item_check_icode?: string;
    implement_institution?: string;
    implement_institution_code?: string;
    entrust_dept?: string;
    entrust_dept_code?: string;
    supervise_object?: string;
    /**
     * The source's own code, its own words, or both; no common table exists
     */
    supervise_object_type?: {
        code?: string;
        text?: string;
    };
    administrative_cp?: string;
    administrative_cp_na?: '1' | '2' | '3';
    administrative_cp_ce_type?: string;
    administrative_cp_ui_code?: string;
    address_registered?: string;
    address_operating?: string;
    /**
     * The source's own code, its own words, or both; no common table exists
     */
    company_type?: {
        code?: string;
        text?: string;
    };
    /**
     * Calendar day, YYYY-MM-DD
     */
    submitted_date?: string;
    submitted_personnel?: string;
};
/**
 * 办理环节启动 Procedure step opened
 *
 * 有法定或公布时限的办理环节开始计时。 A step of a procedure with a time limit of its own became due.
 */
export type ProcedureStepOpened = EventAttributes & {
    type: 'ProcedureStepOpened';
    schemaversion?: 1;
    data: ProcedureStepOpenedData;
};
export type ProcedureStepCompletedData = {
    step: 'accident_investigation' | 'accident_report_approval' | 'accident_report_by_unit' | 'accident_report_passed_up' | 'annual_inspection_plan' | 'case_review' | 'coal_mine_restart_acceptance' | 'complaint_termination_notice' | 'court_enforcement_application' | 'credit_objection_decision' | 'credit_objection_marking' | 'credit_repair_decision' | 'decision_service' | 'decision_unpublication' | 'enforcement_correction' | 'evidence_preservation' | 'hearing' | 'hearing_notice' | 'inspection_result_publication' | 'jurisdiction_dispute' | 'lead_verification' | 'licence_decision' | 'mediation_lead_verification' | 'public_security_case' | 'publicity_report_verification' | 'registration_publication' | 'reporter_notice' | 'review_acceptance' | 'review_decision' | 'special_equipment_reinspection' | 'urgent_measure_approval';
    matter_number?: string;
    case_number?: string;
    decision_number?: string;
    order_number?: string;
    complaint_number?: string;
    accident_number?: string;
    check_action_code?: string;
    handling_unit?: string;
    /**
     * The source's own code, its own words, or both; no common table exists
     */
    outcome?: {
        code?: string;
        text?: string;
    };
    /**
     * 监管事项目录编码 Regulatory item code
     *
     * Code of the item in the catalogue of regulatory items: exactly 14 digits.
     */
    supervise_item_implement_code?: string;
    /**
     * 检查实施清单编码 Implementation list code
     *
     * The first 18 characters are the USCC of the department, the 19th is 1–5.
     */
    supervise_item_check_icode?: string;
    implement_institution?: string;
    implement_institution_code?: string;
    entrust_dept?: string;
    entrust_dept_code?: string;
    supervise_object?: string;
    /**
     * The source's own code, its own words, or both; no common table exists
     */
    supervise_object_type?: {
        code?: string;
        text?: string;
    };
    administrative_cp?: string;
    administrative_cp_na?: '1' | '2' | '3';
    administrative_cp_ce_type?: string;
    administrative_cp_ui_code?: string;
    address_registered?: string;
    address_operating?: string;
    /**
     * The source's own code, its own words, or both; no common table exists
     */
    company_type?: {
        code?: string;
        text?: string;
    };
    /**
     * Calendar day, YYYY-MM-DD
     */
    submitted_date?: string;
    submitted_personnel?: string;
};
/**
 * 办理环节办结 Procedure step completed
 *
 * 办理环节办理完毕。 A step of a procedure was completed.
 */
export type ProcedureStepCompleted = EventAttributes & {
    type: 'ProcedureStepCompleted';
    schemaversion?: 1;
    data: ProcedureStepCompletedData;
};
export type ComplaintReceivedData = {
    complaint_number?: string;
    /**
     * The source's own code, its own words, or both; no common table exists
     */
    channel?: {
        code?: string;
        text?: string;
    };
    /**
     * The source's own code, its own words, or both; no common table exists
     */
    category?: {
        code?: string;
        text?: string;
    };
    title?: string;
    content?: string;
    place?: string;
    is_repeated?: boolean;
    complainant_name?: string;
    complainant_phone?: string;
    complainant_address?: string;
    respondent_name?: string;
    respondent_address?: string;
    claim?: string;
};
/**
 * 收到投诉 Complaint received
 *
 * 收到要求解决与监管对象争议的投诉。 Somebody asked to settle a dispute with the subject.
 */
export type ComplaintReceived = EventAttributes & {
    type: 'ComplaintReceived';
    schemaversion?: 1;
    data: ComplaintReceivedData;
};
export type ReportReceivedData = {
    report_number?: string;
    /**
     * The source's own code, its own words, or both; no common table exists
     */
    channel?: {
        code?: string;
        text?: string;
    };
    /**
     * The source's own code, its own words, or both; no common table exists
     */
    category?: {
        code?: string;
        text?: string;
    };
    title?: string;
    content?: string;
    place?: string;
    is_repeated?: boolean;
    is_named?: boolean;
    reporter_name?: string;
    reporter_phone?: string;
    reported_name?: string;
    reported_address?: string;
};
/**
 * 收到举报 Report received
 *
 * 收到监管对象违法线索的举报。 Somebody gave a lead about a violation by the subject.
 */
export type ReportReceived = EventAttributes & {
    type: 'ReportReceived';
    schemaversion?: 1;
    data: ReportReceivedData;
};
export type ComplaintAcceptanceDecidedData = {
    complaint_number?: string;
    accepted: boolean;
    /**
     * The source's own code, its own words, or both; no common table exists
     */
    reason?: {
        code?: string;
        text?: string;
    };
};
/**
 * 投诉受理决定 Complaint acceptance decided
 *
 * 决定受理或者不予受理投诉。 A complaint was taken up or refused.
 */
export type ComplaintAcceptanceDecided = EventAttributes & {
    type: 'ComplaintAcceptanceDecided';
    schemaversion?: 1;
    data: ComplaintAcceptanceDecidedData;
};
export type ComplaintConcludedData = {
    complaint_number?: string;
    /**
     * The source's own code, its own words, or both; no common table exists
     */
    category?: {
        code?: string;
        text?: string;
    };
    outcome: 'settled' | 'terminated' | 'substantiated' | 'not_substantiated';
    /**
     * The source's own code, its own words, or both; no common table exists
     */
    reason?: {
        code?: string;
        text?: string;
    };
};
/**
 * 投诉办结 Complaint concluded
 *
 * 投诉处理完毕并告知结果。 The handling of a complaint ended.
 */
export type ComplaintConcluded = EventAttributes & {
    type: 'ComplaintConcluded';
    schemaversion?: 1;
    data: ComplaintConcludedData;
};
export type TicketDispatchedData = {
    ticket_number: string;
    complaint_number?: string;
    handling_unit?: string;
    /**
     * The source's own code, its own words, or both; no common table exists
     */
    ticket_type?: {
        code?: string;
        text?: string;
    };
    /**
     * The source's own code, its own words, or both; no common table exists
     */
    urgency?: {
        code?: string;
        text?: string;
    };
    /**
     * The source's own code, its own words, or both; no common table exists
     */
    category?: {
        code?: string;
        text?: string;
    };
    title?: string;
    content?: string;
    is_repeated?: boolean;
    /**
     * RFC 3339 timestamp with an offset, 1900–2299
     */
    due_at?: string;
};
/**
 * 工单派发 Ticket dispatched
 *
 * 热线工单派发至承办单位。 A hotline ticket was sent to the unit that must answer it.
 */
export type TicketDispatched = EventAttributes & {
    type: 'TicketDispatched';
    schemaversion?: 1;
    data: TicketDispatchedData;
};
export type TicketAnsweredData = {
    ticket_number: string;
    complaint_number?: string;
    handling_unit?: string;
    /**
     * The source's own code, its own words, or both; no common table exists
     */
    status?: {
        code?: string;
        text?: string;
    };
    answer?: string;
};
/**
 * 工单答复 Ticket answered
 *
 * 承办单位答复热线工单。 The handling unit answered a hotline ticket.
 */
export type TicketAnswered = EventAttributes & {
    type: 'TicketAnswered';
    schemaversion?: 1;
    data: TicketAnsweredData;
};
export type TicketRatedData = {
    ticket_number: string;
    complaint_number?: string;
    handling_unit?: string;
    solved: 0 | 1 | 2;
    /**
     * The source's own code, its own words, or both; no common table exists
     */
    satisfaction_with_result?: {
        code?: string;
        text?: string;
    };
    /**
     * The source's own code, its own words, or both; no common table exists
     */
    satisfaction_with_unit?: {
        code?: string;
        text?: string;
    };
    /**
     * The source's own code, its own words, or both; no common table exists
     */
    satisfaction_with_operator?: {
        code?: string;
        text?: string;
    };
    comment?: string;
};
/**
 * 工单回访评价 Ticket rated
 *
 * 来电人评价诉求是否解决。 The caller said whether the matter was solved.
 */
export type TicketRated = EventAttributes & {
    type: 'TicketRated';
    schemaversion?: 1;
    data: TicketRatedData;
};
export type CreditClassAssignedData = {
    credit_class: string;
    previous_class?: string;
    scheme?: string;
    score?: number;
};
/**
 * 信用风险分类评定 Credit class assigned
 *
 * 监管对象被评定信用风险类别。 The subject was put into a credit-risk class.
 */
export type CreditClassAssigned = EventAttributes & {
    type: 'CreditClassAssigned';
    schemaversion?: 1;
    data: CreditClassAssignedData;
};
export type AbnormalOperationListedData = {
    /**
     * The source's own code, its own words, or both; no common table exists
     */
    reason?: {
        code?: string;
        text?: string;
    };
    document_number?: string;
    authority?: string;
};
/**
 * 列入经营异常名录 Abnormal operation listed
 *
 * 监管对象被列入经营异常名录。 The subject was put on the list of abnormal operations.
 */
export type AbnormalOperationListed = EventAttributes & {
    type: 'AbnormalOperationListed';
    schemaversion?: 1;
    data: AbnormalOperationListedData;
};
export type AbnormalOperationRemovedData = {
    /**
     * The source's own code, its own words, or both; no common table exists
     */
    reason?: {
        code?: string;
        text?: string;
    };
    document_number?: string;
    authority?: string;
};
/**
 * 移出经营异常名录 Abnormal operation removed
 *
 * 监管对象被移出经营异常名录。 The subject left the list of abnormal operations.
 */
export type AbnormalOperationRemoved = EventAttributes & {
    type: 'AbnormalOperationRemoved';
    schemaversion?: 1;
    data: AbnormalOperationRemovedData;
};
export type SeriousViolationListedData = {
    /**
     * The source's own code, its own words, or both; no common table exists
     */
    reason?: {
        code?: string;
        text?: string;
    };
    document_number?: string;
    authority?: string;
    /**
     * Calendar day, YYYY-MM-DD
     */
    expires_on?: string;
};
/**
 * 列入严重违法失信名单 Serious violation listed
 *
 * 监管对象被列入严重违法失信名单。 The subject was put on the list of serious violation and dishonesty.
 */
export type SeriousViolationListed = EventAttributes & {
    type: 'SeriousViolationListed';
    schemaversion?: 1;
    data: SeriousViolationListedData;
};
export type SeriousViolationRemovedData = {
    /**
     * The source's own code, its own words, or both; no common table exists
     */
    reason?: {
        code?: string;
        text?: string;
    };
    document_number?: string;
    authority?: string;
};
/**
 * 移出严重违法失信名单 Serious violation removed
 *
 * 监管对象被移出严重违法失信名单。 The subject left the list of serious violation and dishonesty.
 */
export type SeriousViolationRemoved = EventAttributes & {
    type: 'SeriousViolationRemoved';
    schemaversion?: 1;
    data: SeriousViolationRemovedData;
};
export type CreditRepairedData = {
    decision_number?: string;
    /**
     * The source's own code, its own words, or both; no common table exists
     */
    repaired_record?: {
        code?: string;
        text?: string;
    };
    authority?: string;
    statement?: string;
};
/**
 * 信用修复 Credit repaired
 *
 * 监管对象纠正失信行为后完成信用修复。 A record was taken off after the subject made good.
 */
export type CreditRepaired = EventAttributes & {
    type: 'CreditRepaired';
    schemaversion?: 1;
    data: CreditRepairedData;
};
export type LicenceGrantedData = {
    licence_number: string;
    licence_name?: string;
    /**
     * The source's own code, its own words, or both; no common table exists
     */
    licence_type?: {
        code?: string;
        text?: string;
    };
    decision_number?: string;
    authority?: string;
    content?: string;
    /**
     * Calendar day, YYYY-MM-DD
     */
    valid_from: string;
    valid_to: string | null;
};
/**
 * 许可授予 Licence granted
 *
 * 监管对象取得许可，载明有效期。 The subject was given a licence for a term.
 */
export type LicenceGranted = EventAttributes & {
    type: 'LicenceGranted';
    schemaversion?: 1;
    data: LicenceGrantedData;
};
export type LicenceRenewedData = {
    licence_number: string;
    licence_name?: string;
    /**
     * The source's own code, its own words, or both; no common table exists
     */
    licence_type?: {
        code?: string;
        text?: string;
    };
    decision_number?: string;
    authority?: string;
    content?: string;
    /**
     * Calendar day, YYYY-MM-DD
     */
    valid_from: string;
    valid_to: string | null;
};
/**
 * 许可延续 Licence renewed
 *
 * 许可有效期延续。 A licence got a further term.
 */
export type LicenceRenewed = EventAttributes & {
    type: 'LicenceRenewed';
    schemaversion?: 1;
    data: LicenceRenewedData;
};
export type LicenceSuspendedData = {
    licence_number: string;
    licence_name?: string;
    /**
     * The source's own code, its own words, or both; no common table exists
     */
    licence_type?: {
        code?: string;
        text?: string;
    };
    decision_number?: string;
    authority?: string;
    content?: string;
    /**
     * The source's own code, its own words, or both; no common table exists
     */
    reason?: {
        code?: string;
        text?: string;
    };
    /**
     * Calendar day, YYYY-MM-DD
     */
    suspended_until?: string;
};
/**
 * 许可暂扣 Licence suspended
 *
 * 许可被暂扣，暂不有效。 A licence does not hold for a time.
 */
export type LicenceSuspended = EventAttributes & {
    type: 'LicenceSuspended';
    schemaversion?: 1;
    data: LicenceSuspendedData;
};
export type LicenceRevokedData = {
    licence_number: string;
    licence_name?: string;
    /**
     * The source's own code, its own words, or both; no common table exists
     */
    licence_type?: {
        code?: string;
        text?: string;
    };
    decision_number?: string;
    authority?: string;
    content?: string;
    /**
     * The source's own code, its own words, or both; no common table exists
     */
    reason?: {
        code?: string;
        text?: string;
    };
};
/**
 * 许可吊销 Licence revoked
 *
 * 许可在有效期届满前终止。 A licence ended before its term.
 */
export type LicenceRevoked = EventAttributes & {
    type: 'LicenceRevoked';
    schemaversion?: 1;
    data: LicenceRevokedData;
};
export type ReadingReportedData = {
    device_id: string;
    metric: string;
    value: number;
    unit?: string;
    limit_value?: number;
    period_seconds?: number;
    /**
     * The source's own code, its own words, or both; no common table exists
     */
    quality?: {
        code?: string;
        text?: string;
    };
    location?: string;
    breaks_limit?: boolean;
};
/**
 * 监测数据上报 Reading reported
 *
 * 监管对象处的设备上报监测值。 A device at the subject reported a measured value.
 */
export type ReadingReported = EventAttributes & {
    type: 'ReadingReported';
    schemaversion: 2;
    data: ReadingReportedData;
};
export type DeviceSilentData = {
    device_id: string;
    /**
     * RFC 3339 timestamp with an offset, 1900–2299
     */
    last_reported_at?: string;
    expected_every_seconds?: number;
    /**
     * The source's own code, its own words, or both; no common table exists
     */
    cause?: {
        code?: string;
        text?: string;
    };
};
/**
 * 设备失联 Device silent
 *
 * 监管对象处的设备停止上报。 A device at the subject stopped reporting.
 */
export type DeviceSilent = EventAttributes & {
    type: 'DeviceSilent';
    schemaversion?: 1;
    data: DeviceSilentData;
};
export type AccidentOccurredData = {
    accident_number?: string;
    accident_kind: 'work_safety' | 'road_traffic' | 'food_safety' | 'special_equipment' | 'environment' | 'fire' | 'other';
    grade?: 'extraordinarily_serious' | 'serious' | 'major' | 'ordinary';
    deaths?: number;
    injured?: number;
    responsibility?: 'full' | 'main' | 'equal' | 'secondary' | 'none';
    /**
     * The source's own code, its own words, or both; no common table exists
     */
    cause?: {
        code?: string;
        text?: string;
    };
    currency?: string;
    /**
     * Hundredths of the main unit of the currency
     */
    direct_loss_cents?: number;
    direct_loss_unit?: 'cent' | 'yuan' | 'ten_thousand_yuan';
    direct_loss_text?: string;
    place?: string;
    description?: string;
};
/**
 * 发生事故 Accident occurred
 *
 * 监管对象发生事故或者事件。 An accident happened at the subject or by its doing.
 */
export type AccidentOccurred = EventAttributes & {
    type: 'AccidentOccurred';
    schemaversion?: 1;
    data: AccidentOccurredData;
};
export type ReviewDecidedData = {
    review_kind: 'administrative_review' | 'petition';
    /**
     * The source's own code, its own words, or both; no common table exists
     */
    outcome: {
        code?: string;
        text?: string;
    };
    effect?: 'upheld' | 'changed' | 'revoked';
    decision_number?: string;
    review_number?: string;
    review_body?: string;
    reasons?: string;
};
/**
 * 复议或陈情决定 Review decided
 *
 * 对决定的行政复议或陈情已有结论。 An administrative review or petition against a decision was decided.
 */
export type ReviewDecided = EventAttributes & {
    type: 'ReviewDecided';
    schemaversion?: 1;
    data: ReviewDecidedData;
};
export type FactCorrectedData = {
    fact: {
        source: string;
        id: string;
    };
    reason: string;
    replacement: {
        /**
         * RFC 3339 timestamp with an offset, 1900–2299
         */
        occurred_at: string;
        region: string | null;
        department: string | null;
    } & ReplacedFact;
};
/**
 * 事实更正 Fact corrected
 *
 * 数源部门更正已上报事实的内容。 A source replaced the content of a fact it reported.
 */
export type FactCorrected = EventAttributes & {
    type: 'FactCorrected';
    schemaversion?: 1;
    data: FactCorrectedData;
};
export type FactRetractedData = {
    fact: {
        source: string;
        id: string;
    };
    reason: string;
};
/**
 * 事实撤回 Fact retracted
 *
 * 数源部门撤回已上报的事实。 A source took back a fact it reported.
 */
export type FactRetracted = EventAttributes & {
    type: 'FactRetracted';
    schemaversion?: 1;
    data: FactRetractedData;
};
export type SendEventsData = {
    body: DepartmentEvent;
    path?: never;
    query?: never;
    url: '/v1/events';
};
export type SendEventsErrors = {
    /**
     * Refused: branch on its code
     */
    default: IntakeProblem;
};
export type SendEventsError = SendEventsErrors[keyof SendEventsErrors];
export type SendEventsResponses = {
    /**
     * OK
     */
    200: {
        /**
         * corrected: a changed record of a register became a correction, which event_id names 更正
         */
        status: 'accepted' | 'corrected' | 'duplicate';
        event_id: string;
        /**
         * Its position in the log; for a duplicate, the position of the first
         */
        position: number;
        notice?: RefusalReason;
    } | Array<IntakeResult>;
};
export type SendEventsResponse = SendEventsResponses[keyof SendEventsResponses];
export type ShowEventData = {
    body?: never;
    path: {
        /**
         * As named in evidence and histories
         */
        event_id: string;
    };
    query?: never;
    url: '/v1/events/{event_id}';
};
export type ShowEventErrors = {
    /**
     * Refused: branch on its code
     */
    default: Problem;
};
export type ShowEventError = ShowEventErrors[keyof ShowEventErrors];
export type ShowEventResponses = {
    /**
     * OK
     */
    200: Event;
};
export type ShowEventResponse = ShowEventResponses[keyof ShowEventResponses];
export type WhoAmIData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/v1/me';
};
export type WhoAmIErrors = {
    /**
     * Refused: branch on its code
     */
    default: Problem;
};
export type WhoAmIError = WhoAmIErrors[keyof WhoAmIErrors];
export type WhoAmIResponses = {
    /**
     * OK
     */
    200: Principal;
};
export type WhoAmIResponse = WhoAmIResponses[keyof WhoAmIResponses];
export type ListRefusedData = {
    body?: never;
    path?: never;
    query?: {
        source?: string;
        state?: 'held' | 'redriven';
        /**
         * With a reason of this code, perhaps among others 拒收原因
         */
        code?: string;
        limit?: number;
        cursor?: string;
    };
    url: '/v1/quarantine';
};
export type ListRefusedErrors = {
    /**
     * Refused: branch on its code
     */
    default: IntakeProblem;
};
export type ListRefusedError = ListRefusedErrors[keyof ListRefusedErrors];
export type ListRefusedResponses = {
    /**
     * OK
     */
    200: {
        items: Array<QuarantineEntry>;
        next: string | null;
    };
};
export type ListRefusedResponse = ListRefusedResponses[keyof ListRefusedResponses];
export type ShowRefusedData = {
    body?: never;
    path: {
        id: string;
    };
    query?: never;
    url: '/v1/quarantine/{id}';
};
export type ShowRefusedErrors = {
    /**
     * Refused: branch on its code
     */
    default: IntakeProblem;
};
export type ShowRefusedError = ShowRefusedErrors[keyof ShowRefusedErrors];
export type ShowRefusedResponses = {
    /**
     * OK
     */
    200: QuarantineEntryWithOriginal;
};
export type ShowRefusedResponse = ShowRefusedResponses[keyof ShowRefusedResponses];
export type TakeRefusedAgainData = {
    body: {
        reason?: string;
        /**
         * The whole input, repaired; of a file the row
         */
        repaired?: string;
    } | null;
    path: {
        id: string;
    };
    query?: never;
    url: '/v1/quarantine/{id}/redrive';
};
export type TakeRefusedAgainErrors = {
    /**
     * Refused: branch on its code
     */
    default: IntakeProblem;
};
export type TakeRefusedAgainError = TakeRefusedAgainErrors[keyof TakeRefusedAgainErrors];
export type TakeRefusedAgainResponses = {
    /**
     * OK
     */
    200: {
        quarantine_id: string;
        events: Array<{
            status: 'accepted' | 'corrected' | 'duplicate';
            event_id: string;
            position: number;
        }>;
    };
};
export type TakeRefusedAgainResponse = TakeRefusedAgainResponses[keyof TakeRefusedAgainResponses];
export type ListSourcesData = {
    body?: never;
    path?: never;
    query?: {
        /**
         * Rows a page
         */
        limit?: number;
        /**
         * `next` of the page before, with the same filters; opaque
         */
        cursor?: string;
        /**
         * This one alone 数据来源
         */
        source?: string;
        /**
         * When the log last took something of it: at most 24 hours ago (正常), at most 168 (延迟), longer ago or never (中断)
         */
        health?: 'fresh' | 'late' | 'silent';
    };
    url: '/v1/sources';
};
export type ListSourcesErrors = {
    /**
     * Refused: branch on its code
     */
    default: Problem;
};
export type ListSourcesError = ListSourcesErrors[keyof ListSourcesErrors];
export type ListSourcesResponses = {
    /**
     * OK
     */
    200: SourcePage;
};
export type ListSourcesResponse = ListSourcesResponses[keyof ListSourcesResponses];
