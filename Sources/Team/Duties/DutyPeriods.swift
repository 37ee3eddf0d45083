// The periods of a duty as the days go by: opened, ticked by the record that shows it, missed.

import Kernel

extension Record where D == Duty {
    /// Brings the periods up to today; gives the one of which is to be told that it was missed, where it was not told before.
    mutating func follow(in reader: RuleReader) throws -> Record<DutyPeriod>? {
        let today = reader.today
        self.startsOn = self.startsOn ?? today
        var periods = self.periods
        openPeriods(in: &periods, until: today)
        try tick(&periods, today, reader)
        let missed = note(missedIn: &periods, today, reader)
        self.periods = periods
        self.lastDoneOn = periods.compactMap(\.doneOn).max()
        guard let current = periods.last, current.endsOn >= today else { return missed }
        let next = self.rhythm.period(with: current.endsOn.adding(days: 1))
        self.dueOn = current.doneOn == nil ? current.endsOn : next.upperBound
        // Late is who has missed the period before and has not done it in this one either.
        let previous = periods.dropLast().last.flatMap { $0.endsOn.adding(days: 1) == current.startsOn ? $0 : nil }
        self.overdue = current.doneOn == nil && previous?.missedAt != nil && previous?.doneOn == nil
        return missed
    }

    /// Also those that passed while the server stood still.
    private func openPeriods(in periods: inout [Record<DutyPeriod>], until today: Day) {
        var day = self.startsOn ?? today
        if let last = periods.last { day = max(day, last.endsOn.adding(days: 1)) }
        while day <= today, periods.count < Self.mostPeriods {
            let days = self.rhythm.period(with: day)
            var period = Record<DutyPeriod>(new: DutyPeriod.self)
            period.startsOn = days.lowerBound
            period.endsOn = days.upperBound
            periods.append(period)
            day = days.upperBound.adding(days: 1)
        }
    }

    /// Of a weekly duty: more than a century.
    private static var mostPeriods: Int { 6000 }
    /// Periods back of which it is still asked whether something shows them: minutes come late.
    private static var askedBack: Int { 12 }

    /// The current period is asked about anew each time, so that a record which was put away again shows nothing.
    private func tick(_ periods: inout [Record<DutyPeriod>], _ today: Day, _ reader: RuleReader) throws {
        for index in periods.indices.suffix(Self.askedBack) where periods[index].doneOn == nil || periods[index].endsOn >= today {
            let days = periods[index].startsOn...periods[index].endsOn
            let shown = try ShownDuty.first(of: self, in: days, reader)
            periods[index].doneOn = shown.map { reader.registry.calendar.day(of: $0.at) }
            periods[index].entity = shown?.entity
            periods[index].entityID = shown?.id
        }
    }

    /// After a standstill the last one alone is told. What ended while the duty was switched off was not asked for.
    private func note(missedIn periods: inout [Record<DutyPeriod>], _ today: Day, _ reader: RuleReader) -> Record<DutyPeriod>? {
        var last: Record<DutyPeriod>?
        let asked = periods.indices.filter { periods[$0].endsOn >= self.startsOn ?? today && periods[$0].endsOn < today }
        for index in asked where periods[index].doneOn == nil && periods[index].missedAt == nil {
            periods[index].missedAt = reader.now
            last = periods[index]
        }
        return last
    }
}
