import {registry} from "@web/core/registry";

registry.category("web_tour.tours").add("relance_invoice_check_tour", {
    url: "/odoo/action-relance_recouvrement.relance_invoice_check_action",
    steps: () => [
        {
            content: "The groups are open",
            trigger: ".o_group_header.o_group_open",
        },
        {
            content: "It reached the customer by other means",
            trigger: ".o_data_row button[name=action_accept]:first",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=reason] input",
            run: "edit Remise en main propre",
        },
        {
            trigger: ".modal button[name=action_apply]",
            run: "click",
        },
        {
            content: "Only what is to match is left",
            trigger:
                "body:not(:has(.modal)) .o_list_view:not(:has(.o_data_row button[name=action_send_invoice]))",
        },
        {
            content: "The payment of one invoice is waiting",
            trigger: ".o_data_row button[name=action_match]:first",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=line_ids] .o_data_row",
        },
        {
            content: "Matched after confirmation",
            trigger: ".modal button[name=action_match]",
            run: "click",
        },
        {
            content: "Nothing stops tonight's run",
            trigger: "body:not(:has(.modal)) .o_nocontent_help",
        },
    ],
});
