using Microsoft.AspNetCore.Mvc.RazorPages;

namespace EventDriven.Operations.Pages.Console.Failed;

/// <summary>Messages that came to rest in an error, skipped or dead-letter queue.</summary>
public sealed class IndexModel : PageModel;
