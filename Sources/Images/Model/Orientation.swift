/// How a picture has to be turned to be looked at, by the eight numbers that cameras write.
enum Orientation: Int, CaseIterable, Sendable {
    case upright = 1
    case mirrored = 2
    case upsideDown = 3
    case mirroredUpsideDown = 4
    case transposed = 5
    case lyingLeft = 6
    case transverse = 7
    case lyingRight = 8

    /// Whether width and height change places.
    var swapsSides: Bool { rawValue >= 5 }

    /// Where in the stored picture, of that size, a place of the upright one is.
    func source(_ x: Int, _ y: Int, width: Int, height: Int) -> (x: Int, y: Int) {
        switch self {
        case .upright: (x, y)
        case .mirrored: (width - 1 - x, y)
        case .upsideDown: (width - 1 - x, height - 1 - y)
        case .mirroredUpsideDown: (x, height - 1 - y)
        case .transposed: (y, x)
        case .lyingLeft: (y, height - 1 - x)
        case .transverse: (width - 1 - y, height - 1 - x)
        case .lyingRight: (width - 1 - y, x)
        }
    }
}
