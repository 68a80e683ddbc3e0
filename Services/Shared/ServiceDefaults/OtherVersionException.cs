namespace EventDriven.ServiceDefaults;

/// <summary>A SQLite file has other tables than this version of the program.</summary>
/// <param name="file">The file.</param>
public sealed class OtherVersionException(string file) : Exception(
    $"{file} was made by another version of this program, and has other tables. Give it another folder (--data DIR), or delete this one: nothing migrates "
    + "the embedded databases.");
