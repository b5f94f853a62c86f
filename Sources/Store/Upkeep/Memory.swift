import CSQLite

/// What the program holds of the machine's memory.
package enum Memory {
    /// From now on a list of more than that many bytes is given back as soon as it is let go: glibc would learn from the first
    /// ones to keep up to 32 MB of each.
    package static func giveBackLists(ofBytes bytes: Int32) { slam_give_back_lists(bytes) }

    /// Gives back what is free.
    static func giveBack() { slam_give_back() }
}
