using Microsoft.AspNetCore.Mvc.RazorPages;

namespace EventDriven.Operations.Pages.Console.Orders;

/// <summary>Orders, found by id, customer, SKU, state or age; stuck ones on top.</summary>
public sealed class IndexModel : PageModel;
