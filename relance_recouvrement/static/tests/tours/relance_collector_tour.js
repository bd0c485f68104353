import {registry} from "@web/core/registry";

registry.category("web_tour.tours").add("relance_collector_tour", {
    url: "/odoo/relance-cases",
    steps: () => [
        {
            content: "Open the case of the customer",
            trigger: ".o_kanban_record:contains(Boulangerie Morel)",
            run: "click",
        },
        {
            content: "Log a call",
            trigger: "button[name=action_log_call]:visible",
            run: "click",
        },
        {
            content: "Nobody answered",
            trigger: ".modal .o_field_widget[name=outcome] input[data-value=no_answer]",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=note] textarea",
            run: "edit Sonne dans le vide",
        },
        {
            trigger: ".modal .o_form_button_save",
            run: "click",
        },
        {
            content: "The call is in the history",
            trigger:
                "body:not(:has(.modal)) .o-mail-Message:contains(Sonne dans le vide)",
        },
        {
            trigger: "[data-menu-xmlid='account.menu_finance_receivables']",
            run: "click",
        },
        {
            content: "Reminders to confirm",
            trigger:
                "[data-menu-xmlid='relance_recouvrement.relance_reminder_menu_to_confirm']",
            run: "click",
        },
        {
            trigger: ".o_data_row:contains(Boulangerie Morel) td[name=level_id]",
            run: "click",
        },
        {
            content: "The message as it leaves",
            trigger: ".o_field_widget[name=preview_html]",
        },
        {
            content: "Edit the text",
            trigger: "a[name=email]",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=email_subject_text] input",
            run: "edit Votre facture de mars",
        },
        {
            content: "Take a line out",
            trigger: "a[name=lines]",
            run: "click",
        },
        {
            trigger:
                ".o_field_widget[name=line_ids] .o_data_row:contains(200.00) .o_list_record_remove",
            run: "click",
        },
        {
            trigger: "button[name=action_confirm]",
            run: "click",
        },
        {
            content: "It leaves with the next delivery",
            trigger:
                ".o_statusbar_status button[data-value=queued][aria-checked=true]:not(:visible), .o_statusbar_status button[data-value=queued].o_arrow_button_current",
        },
    ],
});
