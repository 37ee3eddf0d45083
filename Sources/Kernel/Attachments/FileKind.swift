// What a file is, told by its first bytes: nobody's word is taken for it.

/// The media type of a file.
enum FileKind {
    /// What has a mark of its own at a place, and the type that it stands for.
    private static let marks: [(place: Int, bytes: [UInt8], type: String)] = [
        (0, [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], "image/png"),
        (0, [0xFF, 0xD8, 0xFF], "image/jpeg"),
        (0, Array("GIF87a".utf8), "image/gif"),
        (0, Array("GIF89a".utf8), "image/gif"),
        (8, Array("WEBP".utf8), "image/webp"),
        (0, [0x49, 0x49, 0x2A, 0x00], "image/tiff"),
        (0, [0x4D, 0x4D, 0x00, 0x2A], "image/tiff"),
        (4, Array("ftyp".utf8), "video/mp4"),
        (0, Array("%PDF-".utf8), "application/pdf"),
        (0, [0x50, 0x4B, 0x03, 0x04], zip),
        (0, [0x50, 0x4B, 0x05, 0x06], zip),
        (0, [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], oldOffice),
        (0, [0x1F, 0x8B], "application/gzip"),
        (0, Array("Rar!".utf8), "application/vnd.rar"),
        (0, [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C], "application/x-7z-compressed"),
    ]

    private static let zip = "application/zip"
    private static let oldOffice = "application/x-ole-storage"
    private static let plain = "text/plain"
    private static let unknown = "application/octet-stream"

    /// Types that are a zip inside, by the ending of their files.
    private static let zipped = [
        "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        "odt": "application/vnd.oasis.opendocument.text", "ods": "application/vnd.oasis.opendocument.spreadsheet",
    ]
    private static let oldOffices = [
        "doc": "application/msword", "xls": "application/vnd.ms-excel", "ppt": "application/vnd.ms-powerpoint",
    ]
    private static let texts = [
        "csv": "text/csv", "json": "application/json", "xml": "application/xml", "html": "text/html", "md": "text/markdown",
    ]

    /// What browsers carry out: it is given out as bytes of no type.
    private static let active: Set = [
        "text/html", "application/xhtml+xml", "image/svg+xml", "application/xml", "text/xml", "text/javascript",
        "application/javascript", "application/ecmascript", "text/css", "application/pdf+xml", "message/rfc822", "multipart/related",
        "application/x-shockwave-flash",
    ]

    /// The type that a file is kept under.
    ///
    /// What the request declares counts as far as the content does not contradict it: a wrong label on a piece of evidence is a mistake
    /// that its sender can mend, so it is refused and not set right without a word. Throws `content_type_differs`.
    static func type(declared field: String?, name: String, beginning: [UInt8]) throws -> String {
        let found = sniffed(beginning)
        let ending = name.lastIndex(of: ".").map { name[name.index(after: $0)...].lowercased() } ?? ""
        guard let declared = declaredType(field) else { return refined(found, ending) }
        guard fits(declared, found) else { throw Failure(.contentTypeDiffers, ["type": declared, "found": refined(found, ending)]) }
        return declared
    }

    /// The type that it is given out under.
    static func served(_ type: String) -> String {
        if active.contains(type) || type.hasSuffix("+xml") { return unknown }
        return type.hasPrefix("text/") ? type + "; charset=utf-8" : type
    }

    /// Without parameters, in small letters; nil for what says nothing: none, bytes of no type, and what curl's `-d` labels everything.
    private static func declaredType(_ field: String?) -> String? {
        let type = (field ?? "").prefix { $0 != ";" }.filter { $0 != " " && $0 != "\t" }.lowercased()
        let says = !type.isEmpty && type != unknown && type != "application/x-www-form-urlencoded"
        let parts = type.split(separator: "/", omittingEmptySubsequences: false)
        let isType = parts.count == 2 && type.utf8.count <= 127 && parts.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy(isToken) }
        return says && isType ? type : nil
    }

    private static func isToken(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x61...0x7A: true
        default: "!#$&-^_.+".utf8.contains(byte)
        }
    }

    private static func sniffed(_ bytes: [UInt8]) -> String {
        for mark in marks where bytes.count >= mark.place + mark.bytes.count {
            guard bytes[mark.place..<(mark.place + mark.bytes.count)].elementsEqual(mark.bytes) else { continue }
            // The four letters of WebP stand in a RIFF.
            if mark.type == "image/webp", !bytes.starts(with: Array("RIFF".utf8)) { continue }
            return mark.type
        }
        // Text in whichever coding has no such bytes.
        let isText = bytes.allSatisfy { $0 >= 0x20 && $0 != 0x7F || [0x09, 0x0A, 0x0C, 0x0D, 0x1B].contains($0) }
        return isText ? plain : unknown
    }

    private static func refined(_ found: String, _ ending: String) -> String {
        switch found {
        case zip: zipped[ending] ?? found
        case oldOffice: oldOffices[ending] ?? found
        case plain: texts[ending] ?? found
        default: found
        }
    }

    private static func fits(_ declared: String, _ found: String) -> Bool {
        if declared == found { return true }
        switch found {
        case zip: return zipped.values.contains(declared) || declared == "application/x-zip-compressed" || isFree(declared)
        case oldOffice: return oldOffices.values.contains(declared) || isFree(declared)
        case "video/mp4": return ["video/quicktime", "image/heic", "image/heif", "image/avif", "audio/mp4"].contains(declared)
        case "image/jpeg": return declared == "image/jpg"
        case "application/gzip": return declared == "application/x-gzip"
        case plain: return isText(declared) || isFree(declared)
        case unknown: return isFree(declared)
        default: return false
        }
    }

    private static func isText(_ type: String) -> Bool {
        type.hasPrefix("text/") || type.hasSuffix("+xml") || type.hasSuffix("+json") || texts.values.contains(type)
            || active.contains(type)
    }

    /// Whether no mark is known by which such a file could be told.
    private static func isFree(_ type: String) -> Bool {
        !marks.contains { $0.type == type } && !zipped.values.contains(type) && !oldOffices.values.contains(type) && !isText(type)
    }
}
