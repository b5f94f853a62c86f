extension Schema {
    /// What was revoked with a bundle no longer keeps its reviewer from being planned for it again.
    static let migration015 = """
        UPDATE presentation SET is_extra = 1 WHERE state = 'revoked' AND bundle IS NOT NULL;
        """
}
