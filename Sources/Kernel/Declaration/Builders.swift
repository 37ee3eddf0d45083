// The words a declaration is written in.

import Storage

/// A text of one line, of at most `max` characters.
package func text(_ english: String, _ chinese: String, max: Int = 200) -> Field<String> {
    make(.text(TextRule(form: .line, maximum: max)), english, chinese)
}

/// A text of several lines.
package func paragraphs(_ english: String, _ chinese: String, max: Int = 10_000) -> Field<String> {
    make(.text(TextRule(form: .paragraphs, maximum: max)), english, chinese)
}

/// An address of mail.
package func email(_ english: String, _ chinese: String) -> Field<String> {
    make(.text(TextRule(form: .email, maximum: 254)), english, chinese)
}

/// A number to call: digits, blanks and what people write between and after them.
package func phone(_ english: String, _ chinese: String) -> Field<String> {
    make(.text(TextRule(form: .phone, maximum: 40)), english, chinese)
}

/// Letters, digits and `. _ -`.
package func identifier(_ english: String, _ chinese: String, max: Int = 100) -> Field<String> {
    make(.text(TextRule(form: .identifier, maximum: max)), english, chinese)
}

/// Something that is taken in and never given out, such as a password.
package func secret(_ english: String, _ chinese: String, max: Int = 200) -> Field<String> {
    make(.text(TextRule(form: .secret, maximum: max)), english, chinese).secret()
}

/// An ISO 4217 code.
package func currency() -> Field<String> {
    make(.text(TextRule(form: .currency, maximum: 3)), "Currency", "币种")
}

/// Another system's key of the record, unique per resource.
package func externalID() -> Field<String?> {
    text("External id", "外部编号", max: 100).unique().optional()
}

/// When what is personal in the record was erased. A resource with personal fields has it.
package func erasedAt() -> Field<Instant?> {
    instant("Personal data erased at", "个人信息删除时间").computed().with { $0.isErasureMark = true }.optional()
}

/// The number that people read, of a series with a prefix: `SO-20261124-0001`.
package func number(_ prefix: String) -> Field<String> {
    make(.text(TextRule(form: .line, maximum: 40)), "Number", "编号").computed().with { $0.series = prefix }
}

/// The same, given by a step (`RuleContext.giveNumber`): a draft has none, so that the series has no gaps where drafts are dropped.
package func numberGivenLater(_ prefix: String) -> Field<String?> {
    number(prefix).with { $0.isNumberedLater = true }.optional()
}

/// A whole number within a range.
package func integer(_ english: String, _ chinese: String, _ range: ClosedRange<Int64> = 0...1_000_000_000) -> Field<Int64> {
    make(.integer(range), english, chinese)
}

/// Yes or no.
package func boolean(_ english: String, _ chinese: String) -> Field<Bool> {
    make(.boolean, english, chinese)
}

/// Money in the record's currency.
package func amount(_ english: String, _ chinese: String, _ range: ClosedRange<Int64> = 0...Money.range.upperBound) -> Field<Money> {
    make(.amount(range), english, chinese)
}

/// How much of something, with decimals.
package func quantity(_ english: String, _ chinese: String) -> Field<Quantity> {
    decimal(english, chinese)
}

/// The price of one, finer than the currency's decimals.
package func unitPrice(_ english: String, _ chinese: String) -> Field<UnitPrice> {
    decimal(english, chinese)
}

/// A part of a whole, between 0 and 1.
package func fraction(_ english: String, _ chinese: String) -> Field<Fraction> {
    decimal(english, chinese)
}

/// What one of another currency is worth in the company's.
package func exchangeRate(_ english: String, _ chinese: String) -> Field<ExchangeRate> {
    decimal(english, chinese)
}

/// An amount in the company's own currency, beside others in that of the record.
package func companyAmount(_ english: String, _ chinese: String) -> Field<CompanyAmount> {
    decimal(english, chinese)
}

/// A number whose unit something else in the record says.
package func figure(_ english: String, _ chinese: String) -> Field<Figure> {
    decimal(english, chinese)
}

/// A day of the calendar, `2026-11-24`.
package func day(_ english: String, _ chinese: String) -> Field<Day> {
    make(.day, english, chinese)
}

/// A moment in UTC, to the millisecond.
package func instant(_ english: String, _ chinese: String) -> Field<Instant> {
    make(.instant, english, chinese)
}

/// One word of a fixed set.
package func choice<C: Choice>(_ type: C.Type, _ english: String, _ chinese: String) -> Field<C> {
    make(.choice(ChoiceSet(type)), english, chinese)
}

/// Several words of a fixed set, each once.
package func choices<C: Choice>(_ type: C.Type, _ english: String, _ chinese: String) -> Field<ChoiceList<C>> {
    make(.choices(ChoiceSet(type)), english, chinese)
}

/// A list of words without blanks, such as an API key's scopes.
package func words(_ english: String, _ chinese: String) -> Field<WordList> {
    make(.words, english, chinese)
}

/// Another record, by its id; the name on the wire ends in `_id`.
package func reference<R: Referable>(_ type: R.Type, _ english: String, _ chinese: String) -> Field<ID<R>> {
    make(.reference(ReferenceTarget(schema: { R.schema })), english, chinese)
}

/// Where a record is in its process. Only steps change it; the record itself changes in the states of `editable`.
package func state<C: Choice>(_ type: C.Type, initial: C, editable: [C]? = nil) -> Field<C> {
    make(.choice(ChoiceSet(type)), "Status", "状态").with {
        $0.isState = true
        $0.standard = initial.stored
        $0.editableStates = editable?.map(\.rawValue)
    }
}

private func decimal<V: FixedPoint & FieldValue>(_ english: String, _ chinese: String) -> Field<V> {
    make(.decimal(scale: V.scale, shownPlaces: V.shownPlaces, range: V.range), english, chinese)
}

private func make<V>(_ kind: FieldKind, _ english: String, _ chinese: String) -> Field<V> {
    Field(kind: kind, label: Label(english, chinese), traits: FieldTraits())
}
