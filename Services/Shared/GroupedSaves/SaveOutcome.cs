namespace EventDriven.GroupedSaves;

/// <summary>What a group did for one of its saves.</summary>
internal enum SaveOutcome
{
    Saved,

    /// <summary>Nothing was saved. EF Core saves it alone, and reports what is wrong with it.</summary>
    Alone,

    /// <summary>The connection was lost before the server confirmed the commit.</summary>
    Unknown,
}
