// What customers say to service, and what service says to them.

/// The texts of one ticket.
struct TicketWords: Sendable {
    let subject: String
    let description: String
    let question: String
    let proposal: String
    let result: String
    let solution: String

    init(_ matter: TicketMatter, place: Int) {
        let cases = TicketWords.cases(of: matter)
        let chosen = cases[place % cases.count]
        (subject, description, solution) = (chosen.subject, chosen.description, chosen.solution)
        question = ["Which delivery note is it?", "Can you send a picture of it?", "How many boxes are concerned?"][place % 3]
        proposal = "As agreed with the customer on the phone"
        result = ["Done as agreed", "Done, the customer has confirmed it"][place % 2]
    }

    func comment(on score: Int) -> String {
        switch score {
        case ...2: "It took too long, and the goods were sold out by then"
        case 3: "In the end it was solved"
        case 4: "Quick and friendly"
        default: "Could not be better"
        }
    }

    private typealias Case = (subject: String, description: String, solution: String)

    private static func cases(of matter: TicketMatter) -> [Case] {
        switch matter {
        case .quality: quality
        case .inquiry: inquiries
        case .complaint: complaints
        case .delivery: deliveries
        case .other: others
        }
    }

    private static let quality: [Case] = [
        ("Boxes arrived broken", "The lower layer of the pallet is crushed.", "Treated as proposed; it is packed otherwise now."),
        ("Shelf life too short", "Less than a third of the shelf life is left.", "Treated as proposed; the batch is blocked."),
        ("Tins are dented", "Several tins of each box are dented.", "Treated as proposed; the supplier is told."),
    ]
    private static let inquiries: [Case] = [
        ("How is it to be stored?", "The label does not say how warm.", "Dry and below 20 °C; the data sheet was sent."),
        ("Is there a larger package?", "They would take boxes of 48.", "Not yet; sales calls them about it."),
        ("Certificate of origin", "Their customs office asks for it.", "The certificate was sent."),
    ]
    private static let complaints: [Case] = [
        ("Driver was impolite", "He would not unload behind the shop.", "The carrier has talked to the driver."),
        ("Nobody called back", "They were promised a call on Monday.", "Called, and excused ourselves."),
        ("Price on the label is wrong", "The label shows last year's price.", "New labels were sent."),
    ]
    private static let deliveries: [Case] = [
        ("Goods are missing", "A box of the delivery note is not there.", "Found at the carrier's and brought the next day."),
        ("Delivered to the wrong gate", "It stood in the yard for a night.", "The address has the gate now."),
    ]
    private static let others: [Case] = [
        ("Other e-mail address", "The purchaser has changed.", "The contact was changed."),
        ("Copy of an invoice", "The original was lost.", "Finance has sent a copy."),
    ]
}
