// The refusals of reviews and what belongs to them.

package import Kernel

extension FailureCode {
    static let kindOfActivitiesAlone = FailureCode(
        "kind_of_activities_alone", 422, "Only activities have a kind.", "只有跟进次数指标可以指定跟进方式。")
    static let indicatorInUse = FailureCode(
        "indicator_in_use", 409, "A review scheme in force counts it: retire that one first.", "启用中的考核方案包含该指标：请先停用方案。")
    static let indicatorOver = FailureCode(
        "indicator_over", 409, "The indicator {name} is not used any more: take it out (P3.2.1).", "指标 {name} 已停用：请从方案中移除（P3.2.1）。")
    static let indicatorTwice = FailureCode("indicator_twice", 422, "The indicator stands in the list before.", "该指标在列表中重复。")
    static let capBelowFloor = FailureCode(
        "cap_below_floor", 422, "What counts at most is more than what counts at least.", "达成率上限须大于下限。")
    static let weightsNotHundred = FailureCode(
        "weights_not_hundred", 409, "The weights come to {sum}: they have to come to 100 (P3.2.1).", "权重合计为 {sum}，须为 100（P3.2.1）。")
    static let schemeInForce = FailureCode(
        "scheme_in_force", 409, "{number} is in force for this position and cycle: retire it first (P3.2.1).",
        "{number} 已对该职位和周期启用：请先停用（P3.2.1）。")
    static let scoredByQuarter = FailureCode(
        "scored_by_quarter", 409, "{name} is scored by the manager: that begins with the quarterly cycle (P3.2.2).",
        "{name} 由上级评分：自季度考核起使用（P3.2.2）。")
    static let cycleContentMissing = FailureCode(
        "cycle_content_missing", 409, "The scheme of a {cycle} lacks: {missing} (P3.2.2).", "{cycle_zh}方案缺少：{missing_zh}（P3.2.2）。")
    static let gradesOutOfOrder = FailureCode(
        "grades_out_of_order", 422, "Grade A begins above B, and B above C.", "A 级起分须高于 B 级，B 级须高于 C 级。")
    static let missAboveReward = FailureCode(
        "miss_above_reward", 422, "Nobody misses with a score that is rewarded.", "未达标分数线不能高于奖励起分。")

    static let unknownPeriod = FailureCode(
        "unknown_period", 422, "“{period}” is no period: a month is called 2026-11, a quarter 2026-Q4, a year 2026.",
        "“{period}”不是有效的期间：月份如 2026-11，季度如 2026-Q4，年度如 2026。")
    package static let badPeriod = FailureCode(
        "bad_period", 400, "Name a period: a month is called 2026-11, a quarter 2026-Q4, a year 2026; “{period}” is none.",
        "请指定期间：月份如 2026-11，季度如 2026-Q4，年度如 2026；“{period}”无效。")
    static let targetNotPositive = FailureCode("target_not_positive", 422, "A target is more than nothing.", "目标值须大于零。")
    static let targetTooPrecise = FailureCode(
        "target_too_precise", 422, "The indicator is counted with at most {decimals} decimals.", "该指标最多 {decimals} 位小数。")
    static let targetRepeated = FailureCode(
        "target_repeated", 422, "The person has a target for this indicator and {period} already: change that one.",
        "该人员在 {period} 已有此指标的目标：请修改原目标。")
    static let targetSettled = FailureCode(
        "target_settled", 409, "The review of {period} was scored by it: it stays (P3.2.2).", "{period} 的考核已据此评分，目标不能再变更（P3.2.2）。")
    static let targetOver = FailureCode(
        "target_over", 409, "The period ended on {day}: an executive sets its targets now (P3.2.1).",
        "期间已于 {day} 结束：目标须由高管设定（P3.2.1）。")
    static let ownTarget = FailureCode(
        "own_target", 403, "The target is yours, or of whom you stand in for: who stands above sets it (P3.2.1).",
        "这是您本人或被代理人的目标：须由上级设定（P3.2.1）。")

    static let periodToCome = FailureCode(
        "period_to_come", 409, "The period begins on {day}.", "期间于 {day} 开始。")
    static let periodKnown = FailureCode("period_known", 409, "{period} was opened already.", "{period} 已开启过。")
    static let laterPeriodClosed = FailureCode(
        "later_period_closed", 409, "A later period is closed: {period} cannot be opened any more (P3.2.2).",
        "之后的期间已关闭，不能再开启 {period}（P3.2.2）。")
    static let nobodyToReview = FailureCode(
        "nobody_to_review", 409,
        "Nobody in sales has a position with a scheme in force for the cycle {cycle}: activate one first (P3.2.1).",
        "没有销售人员的职位适用启用中的{cycle_zh}考核方案：请先启用方案（P3.2.1）。")
    static let periodClosed = FailureCode("period_closed", 409, "{period} is closed.", "{period} 已关闭。")
    static let reviewPeriodRuns = FailureCode(
        "review_period_runs", 409, "The period ends on {day}: that comes afterwards (P3.2.2).", "期间于 {day} 结束：请在结束后进行（P3.2.2）。")
    static let earlierPeriodOpen = FailureCode(
        "earlier_period_open", 409, "{period} is open still: close that one first (P3.2.2).", "{period} 尚未关闭：请先关闭（P3.2.2）。")
    static let reviewsUnfinished = FailureCode(
        "reviews_unfinished", 409, "{count} reviews are not confirmed yet, among them {number} (P3.2.2).",
        "尚有 {count} 份考核未确认，其中包括 {number}（P3.2.2）。")

    static let ownReview = FailureCode(
        "own_review", 403, "The review is yours, or of whom you stand in for: others judge it (P3.2.2).",
        "这是您本人或被代理人的考核：须由他人处理（P3.2.2）。")
    static let personAlone = FailureCode(
        "person_alone", 403, "That is for the person alone to say (P3.2.2).", "此操作只能由被考核人本人进行（P3.2.2）。")
    static let figuresOutdated = FailureCode(
        "figures_outdated", 409,
        "The figures were computed before the period was over, or the papers behind them have changed: compute them again (P3.2.2).",
        "指标在期间结束前计算，或其依据单据已变化：请重新计算（P3.2.2）。")
    static let scoresMissing = FailureCode(
        "scores_missing", 422, "Score every indicator that the manager scores; missing: {missing} (P3.2.2).",
        "须对所有上级评分指标评分；缺少：{missing}（P3.2.2）。")
    static let notScoredHere = FailureCode(
        "not_scored_here", 422, "The manager scores no such indicator in this review.", "该考核中没有由上级评分的此项指标。")
    static let nothingToScore = FailureCode(
        "nothing_to_score", 409, "No indicator has both a target and a figure: enter targets and compute again (P3.2.2).",
        "没有同时具备目标和实际值的指标：请录入目标后重新计算（P3.2.2）。")
    static let scoresOfKeptAppeal = FailureCode(
        "scores_of_kept_appeal", 422, "Where the review is kept, no scores are given.", "维持原考核时不能填写评分。")
    static let appealDecided = FailureCode(
        "appeal_decided", 409, "An appeal was decided already (P3.2.2).", "申诉已有结论（P3.2.2）。")

    static let reviewNotAcknowledged = FailureCode(
        "review_not_acknowledged", 409,
        "The person has not acknowledged it: without that it closes {days} days after it was confirmed (P3.2.2).",
        "本人尚未确认：未经本人确认的，须在考核确认 {days} 天后关闭（P3.2.2）。")

    static let measureOfOtherKind = FailureCode(
        "measure_of_other_kind", 422, "This is no {kind}.", "该措施不属于{kind_zh}。")
    static let courseOfCoachingAlone = FailureCode("course_of_coaching_alone", 422, "Only coaching has a course.", "只有辅导培训可以指定课程。")
    static let coachingCourseRequired = FailureCode(
        "coaching_course_required", 422, "Name a course whose purpose is coaching; where there is none, enter one first (P3.2.3).",
        "请指定用途为辅导提升的课程；如没有，请先建立（P3.2.3）。")

    static let performanceCodes: [FailureCode] = [
        kindOfActivitiesAlone, indicatorInUse, indicatorOver, indicatorTwice, capBelowFloor, weightsNotHundred, schemeInForce,
        scoredByQuarter, cycleContentMissing, gradesOutOfOrder, missAboveReward, unknownPeriod, badPeriod, targetNotPositive,
        targetTooPrecise,
        targetRepeated, targetSettled, targetOver, ownTarget, periodToCome, periodKnown, laterPeriodClosed, nobodyToReview, periodClosed,
        reviewPeriodRuns, earlierPeriodOpen, reviewsUnfinished, ownReview, personAlone, figuresOutdated, scoresMissing, notScoredHere,
        nothingToScore, scoresOfKeptAppeal, appealDecided, reviewNotAcknowledged, measureOfOtherKind, courseOfCoachingAlone,
        coachingCourseRequired,
    ]
}
