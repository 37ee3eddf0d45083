// What a picture says beside its figures.

/// The texts of a chart.
package struct ChartWords: Sendable {
    let name: String
    let title: String
    let subtitle: String
    let description: String
    let nothing: String
    let language: String

    /// - Parameters:
    ///   - name: tells its texts from another chart's on the same page (identifiers of XML)
    ///   - title: what it shows
    ///   - subtitle: of which time, by what, in which unit
    ///   - description: the same in words, for who cannot see it
    ///   - nothing: what stands where there are no figures
    ///   - language: of all these (BCP 47)
    package init(
        name: String = "chart", title: String, subtitle: String = "", description: String, nothing: String = "", language: String = "en"
    ) {
        self.name = name
        self.title = title
        self.subtitle = subtitle
        self.description = description
        self.nothing = nothing
        self.language = language
    }

    /// Chinese counts in 万 and 亿.
    var countsInMyriads: Bool { language.hasPrefix("zh") }
}
