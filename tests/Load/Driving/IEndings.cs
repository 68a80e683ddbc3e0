namespace EventDriven.Load.Driving;

/// <summary>How the ends of orders are seen from outside.</summary>
internal interface IEndings : IAsyncDisposable
{
    /// <summary>How, in words that a reader of the figures needs.</summary>
    string Method { get; }

    /// <summary>Begins to tell a journal of each end, from now on.</summary>
    void TellTo(Journal journal);
}
